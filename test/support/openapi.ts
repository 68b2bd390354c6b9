import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv, type ValidateFunction } from "ajv";
import formats from "ajv-formats";

/** One request and its answer, as the emulator's `onExchange` gives them. */
export interface Exchange {
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
    readonly body: string;
  };
  readonly answer: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly text?: string | undefined;
  };
}

interface Schema {
  $ref?: string;
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean;
}

interface Parameter {
  $ref?: string;
  name: string;
  in: "query" | "path";
  required?: boolean;
  schema: Schema;
}

interface Body {
  $ref?: string;
  required?: boolean;
  content?: Record<string, { schema: Schema }>;
}

interface Operation {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: Body;
  responses: Record<string, Body>;
}

interface OpenApiDocument {
  paths: Record<string, Record<string, Operation> & { parameters?: Parameter[] }>;
}

interface Shape {
  readonly type: string;
  readonly validate: ValidateFunction;
}

interface Contract {
  readonly method: string;
  readonly path: RegExp;
  readonly query: ValidateFunction;
  readonly body: Shape | undefined;
  /** By status, and `default`. Without a shape there is no body. */
  readonly answers: ReadonlyMap<string, Shape | undefined>;
}

const repository = fileURLToPath(new URL("../..", import.meta.url));

/** The OpenAPI document as data, parsed once for each version of it. */
export function openApiDocument(): OpenApiDocument {
  const source = join(repository, "openapi/arize.yaml");
  const cache = join(repository, "node_modules/.cache/openapi");
  const parsed = join(cache, `${createHash("sha256").update(readFileSync(source)).digest("hex")}.json`);
  if (!existsSync(parsed)) {
    mkdirSync(cache, { recursive: true });
    const own = join(cache, `${process.pid}-${performance.now()}.json`);
    const redocly = join(repository, "node_modules/@redocly/cli/bin/cli.js");
    execFileSync(process.execPath, [redocly, "bundle", source, "--output", own], {
      cwd: repository,
      env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
      stdio: "pipe",
    });
    renameSync(own, parsed);
  }
  return JSON.parse(readFileSync(parsed, "utf8"));
}

/** Reads exchanges against the OpenAPI document, and says in words what doesn't conform. */
export class OpenApiChecker {
  readonly #contracts: Contract[] = [];
  readonly #document = openApiDocument();
  readonly #problem: ValidateFunction;

  constructor() {
    const strict = formats.default(new Ajv({ strict: false, allErrors: true }));
    const query = formats.default(new Ajv({ strict: false, allErrors: true, coerceTypes: true }));
    this.#problem = strict.compile(this.#closed({ $ref: "#/components/schemas/Problem" }));
    for (const [path, { parameters: shared = [], ...operations }] of Object.entries(this.#document.paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        const parameters = [...shared, ...(operation.parameters ?? [])].map((each) => this.#target(each));
        const inQuery = parameters.filter((each) => each.in === "query");
        const shape = (body: Body | undefined): Shape | undefined => {
          const [content] = Object.entries(body?.content ?? {});
          return content && { type: content[0], validate: strict.compile(this.#closed(content[1].schema)) };
        };
        this.#contracts.push({
          method: method.toUpperCase(),
          path: new RegExp(`^${path.replace(/\{\w+\}/, "[^/]+")}$`),
          query: query.compile({
            type: "object",
            properties: Object.fromEntries(inQuery.map((each) => [each.name, this.#closed(each.schema)])),
            required: inQuery.filter((each) => each.required).map((each) => each.name),
            additionalProperties: false,
          }),
          body: shape(operation.requestBody),
          answers: new Map(
            Object.entries(operation.responses).map(([status, answer]) => [status, shape(this.#target(answer))]),
          ),
        });
      }
    }
  }

  /** What is wrong with the answer: it isn't as the document says, or it accepts what the document refuses. */
  answer({ request, answer }: Exchange): string[] {
    const contract = this.#contract(request);
    const found: string[] = [];
    if (!answer.headers["x-request-id"]) found.push("no x-request-id");
    const { date = "" } = answer.headers;
    if (Number.isNaN(Date.parse(date))) found.push("no readable date");
    if (contract === undefined) {
      if (answer.status !== 404 && answer.status !== 405) found.push("an answer for an undocumented operation");
      found.push(...this.#bodyFaults({ type: "application/problem+json", validate: this.#problem }, answer));
    } else {
      const status = contract.answers.has(String(answer.status)) ? String(answer.status) : "default";
      if (status === "default" && answer.status < 400) found.push("an undocumented success");
      found.push(...this.#bodyFaults(contract.answers.get(status), answer));
      if (answer.status < 300) found.push(...this.request(request));
    }
    if (answer.status >= 400 && answer.text && JSON.parse(answer.text).status !== answer.status) {
      found.push("a problem with another status than the answer's");
    }
    return found.map((fault) => `${request.method} ${request.url} → ${answer.status}: ${fault}`);
  }

  /** What is wrong with the request. */
  request(request: Exchange["request"]): string[] {
    const contract = this.#contract(request);
    if (contract === undefined) return ["a request for no documented operation"];
    const search = new URLSearchParams(request.url.split("?")[1]);
    const found: string[] = [];
    const query = Object.fromEntries(search);
    if (Object.keys(query).length < search.size) found.push("a query parameter given twice");
    if (!contract.query(query)) found.push(`query: ${faults(contract.query)}`);
    if (contract.body === undefined) {
      if (request.body !== "") found.push("a request body where none is documented");
    } else {
      if (!String(request.headers["content-type"]).toLowerCase().startsWith(contract.body.type))
        found.push("request media type");
      if (!contract.body.validate(JSON.parse(request.body))) found.push(`body: ${faults(contract.body.validate)}`);
    }
    return found;
  }

  #contract({ method, url }: Exchange["request"]): Contract | undefined {
    const [path = ""] = url.split("?");
    return this.#contracts.find((each) => each.method === method && each.path.test(path));
  }

  #bodyFaults(shape: Shape | undefined, { text, headers }: Exchange["answer"]): string[] {
    if (shape === undefined) return text === undefined ? [] : ["a body where none is documented"];
    if (text === undefined) return ["no body"];
    const type = headers["content-type"] === shape.type ? [] : [`media type ${headers["content-type"]}`];
    return shape.validate(JSON.parse(text)) ? type : [...type, `body: ${faults(shape.validate)}`];
  }

  #target<T extends { $ref?: string }>(value: T): T {
    if (value.$ref === undefined) return value;
    let at: unknown = this.#document;
    for (const step of value.$ref.replace("#/", "").split("/")) at = (at as Record<string, unknown>)[step];
    return at as T;
  }

  /** A schema with its references resolved, whose objects have only the fields that it names. */
  #closed(schema: Schema): Schema {
    const { allOf = [], ...own } = this.#target(schema);
    const parts = [own, ...allOf.map((part) => this.#closed(part))];
    const merged: Schema = Object.assign({}, ...parts);
    const properties = Object.entries(Object.assign({}, ...parts.map((part) => part.properties)));
    if (properties.length > 0) {
      merged.properties = Object.fromEntries(
        properties.map(([name, property]) => [name, this.#closed(property as Schema)]),
      );
      merged.required = parts.flatMap((part) => part.required ?? []);
      merged.additionalProperties = false;
    }
    if (merged.items) merged.items = this.#closed(merged.items);
    return merged;
  }
}

function faults(validate: ValidateFunction): string {
  return (validate.errors ?? [])
    .map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`)
    .join("; ");
}
