import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { bounds, operations } from "../generated/operations.js";

const repository = fileURLToPath(new URL("..", import.meta.url));
const generated = join(repository, "generated");

interface Schema {
  $ref?: string;
  required?: string[];
  properties?: Record<string, Schema>;
  allOf?: Schema[];
  enum?: string[];
}

interface Operation {
  operationId: string;
  responses: Record<string, unknown>;
}

interface OpenApiDocument {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

let document: OpenApiDocument;

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), "openapi-"));
  const bundle = join(folder, "arize.json");
  const redocly = join(repository, "node_modules/@redocly/cli/bin/cli.js");
  execFileSync(process.execPath, [redocly, "bundle", "openapi/arize.yaml", "--output", bundle], {
    cwd: repository,
    env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
    stdio: "pipe",
  });
  document = JSON.parse(readFileSync(bundle, "utf8"));
  rmSync(folder, { recursive: true });
}, 30_000);

describe("the operations", () => {
  test.each([
    ["api_keys_list", "GET /v2/api-keys", "alpha", "200 400 401 403 404 429"],
    ["api_keys_create", "POST /v2/api-keys", "alpha", "201 400 401 403 404 422 429"],
    ["api_keys_delete", "DELETE /v2/api-keys/{api_key_id}", "alpha", "204 400 401 403 404 429"],
    ["api_keys_refresh", "POST /v2/api-keys/{api_key_id}/refresh", "alpha", "200 400 401 403 404 422 429"],
    ["spaces_list", "GET /v2/spaces", "beta", "200 400 401 403 429"],
    ["spaces_create", "POST /v2/spaces", "beta", "201 400 401 403 404 409 422 429"],
    ["spaces_get", "GET /v2/spaces/{space_id}", "beta", "200 400 401 403 404 429"],
    ["spaces_update", "PATCH /v2/spaces/{space_id}", "beta", "200 400 401 403 404 409 422 429"],
    ["spaces_delete", "DELETE /v2/spaces/{space_id}", "beta", "204 400 401 403 404 429"],
  ] as const)("%s is %s, in %s, and answers %s or any other problem", (id, route, stage, answers) => {
    const { method, path } = operations[id];
    const operation = document.paths[path]?.[method.toLowerCase()];

    expect(`${method} ${path}`).toBe(route);
    expect(operations[id].stage).toBe(stage);
    expect(operation?.operationId).toBe(id);
    expect(Object.keys(operation?.responses ?? {}).join(" ")).toBe(`${answers} default`);
  });

  test("are nine", () => {
    expect(Object.keys(operations)).toHaveLength(9);
  });
});

describe("the schemas", () => {
  test.each([
    [
      "ApiKey",
      "id name description? key_type status redacted_key created_at expires_at? created_by_user_id last_used_at?",
    ],
    [
      "ApiKeyCreated",
      "id name description? key_type status redacted_key created_at expires_at? created_by_user_id last_used_at? key",
    ],
    ["ApiKeyCreate", "name description? key_type? expires_at? space_id? roles?"],
    ["ApiKeyRoles", "space_role? org_role? account_role?"],
    ["ApiKeyRefresh", "expires_at? grace_period_seconds?"],
    ["ApiKeyListResponse", "api_keys pagination"],
    ["PaginationMetadata", "has_more next_cursor?"],
    ["Space", "id name description created_at"],
    ["SpaceCreate", "name organization_id description?"],
    ["SpaceUpdate", "name? description?"],
    ["SpaceListResponse", "spaces pagination"],
    ["Problem", "type? title status detail? instance?"],
  ])("%s has %s", (name, fields) => {
    expect(fieldsOf(schema(name)).join(" ")).toBe(fields);
  });

  test.each([
    ["ApiKeyType", "user service"],
    ["ApiKeyStatus", "active deleted"],
    ["ApiKeySpaceRole", "admin member read-only"],
    ["ApiKeyOrganizationRole", "admin member read-only"],
    ["ApiKeyAccountRole", "admin member"],
  ])("%s is one of %s", (name, values) => {
    expect(schema(name).enum?.join(" ")).toBe(values);
  });

  test("bound what a request may hold", () => {
    expect(bounds).toEqual({
      ApiKeyCreate: {
        name: { minLength: 1, maxLength: 256 },
        description: { maxLength: 1000 },
        key_type: { default: "user" },
        space_id: { minLength: 1 },
      },
      ApiKeyRoles: {
        space_role: { default: "member" },
        org_role: { default: "read-only" },
        account_role: { default: "member" },
      },
      ApiKeyRefresh: { grace_period_seconds: { minimum: 0, maximum: 86_400 } },
      SpaceCreate: {
        name: { minLength: 1, maxLength: 255 },
        organization_id: { minLength: 1 },
        description: { maxLength: 1000 },
      },
      SpaceUpdate: { name: { minLength: 1, maxLength: 255 }, description: { maxLength: 1000 } },
      api_keys_list: {
        status: { default: "active" },
        space_id: { minLength: 1 },
        user_id: { minLength: 1 },
        limit: { minimum: 1, maximum: 100, default: 50 },
      },
      spaces_list: {
        org_id: { minLength: 1 },
        name: { maxLength: 255 },
        limit: { minimum: 1, maximum: 100, default: 50 },
      },
    });
  });
});

test("generated/operations.ts is what the document gives", async () => {
  // The table, unlike the rest of generated/, can be made where there is no Java. Its path is computed, because the
  // script is JavaScript, which the compiler doesn't read.
  const table = await import(new URL("../scripts/operations-table.mjs", import.meta.url).href);

  expect(readFileSync(join(generated, "operations.ts"), "utf8")).toBe(table.operationsTable(document));
});

test("no description was garbled on its way into generated/", () => {
  const files = readdirSync(generated, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));

  const garbled = files.filter((file) => /\\'|&#?\w+;/.test(readFileSync(join(generated, file), "utf8")));

  expect(garbled).toEqual([]);
});

function schema(nameOrRef: string): Schema {
  const name = nameOrRef.replace("#/components/schemas/", "");
  const found = document.components.schemas[name];
  if (!found) throw new Error(`The document has no schema ${name}`);
  return found;
}

/** The names of an object's fields, those that may be absent with a question mark. */
function fieldsOf({ $ref, allOf = [], properties = {}, required = [] }: Schema): string[] {
  if ($ref) return fieldsOf(schema($ref));
  const own = Object.keys(properties).map((name) => (required.includes(name) ? name : `${name}?`));
  return [...allOf.flatMap(fieldsOf), ...own];
}
