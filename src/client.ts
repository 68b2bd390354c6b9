import { type ArizeClientOptions, type Configuration, configure } from "./configuration.js";
import type { RequestOptions } from "./connection/call.js";
import { Connection } from "./connection/connection.js";
import { ConfigurationError } from "./errors.js";
import { createContext, type ExtensionContext, type GeneratedApi } from "./extension.js";
import { ApiKeys } from "./resources/api-keys.js";
import { Spaces } from "./resources/spaces.js";
import { assertRuntime } from "./runtime.js";
import { mask } from "./secrets.js";
import type { SpaceRef } from "./space-ref.js";
import { kindOf } from "./validation.js";

/** What a client and all that are extended from it have in common. */
class Shared {
  readonly config: Configuration;
  readonly connection: Connection;
  readonly context: ExtensionContext;
  readonly apiKeys: ApiKeys;
  readonly spaces: Spaces;

  constructor(options: ArizeClientOptions) {
    assertRuntime(options?.dangerouslyAllowBrowser === true);
    this.config = configure(options, typeof process === "object" ? process.env : {});
    this.connection = new Connection(this.config);
    const { context, lookup } = createContext(this.connection, this.config);
    this.context = context;
    this.apiKeys = new ApiKeys(context, lookup);
    this.spaces = new Spaces(context, lookup);
  }
}

/**
 * Builders of modules, by the names that they get on the client. Each is called once, when its module is first used.
 *
 * @example
 * const factories: ExtensionFactories = { projects: (context) => new Projects(context) };
 */
export type ExtensionFactories = Readonly<Record<string, (context: ExtensionContext) => unknown>>;

/**
 * What `client.extend(factories)` gives: the client, and a module for each factory.
 *
 * @example
 * type WithProjects = Extended<ArizeClient, { projects: (context: ExtensionContext) => Projects }>;
 * const modules = (extended: WithProjects) => [extended.projects, extended.apiKeys];
 */
export type Extended<Client, Factories extends ExtensionFactories> = Client & {
  readonly [Name in keyof Factories]: ReturnType<Factories[Name]>;
};

/**
 * The client for the API keys and spaces of an Arize account. Make one and share it: it keeps connections open.
 * Options that aren't given come from the environment; see {@link ArizeClientOptions}.
 *
 * @throws {MissingApiKeyError} there is no API key
 * @throws {ConfigurationError} an option or a variable doesn't work
 * @example
 * const client = new ArizeClient(); // ARIZE_API_KEY
 * for await (const key of client.apiKeys.list()) console.log(key.name);
 */
export class ArizeClient {
  readonly #shared: Shared;

  constructor(options: ArizeClientOptions = {}) {
    this.#shared = options instanceof Object && #shared in options ? options.#shared : new Shared(options);
  }

  /** The API keys: `list`, `create`, `createServiceKey`, `refresh`, `delete`, `reconcile`. */
  get apiKeys(): ApiKeys {
    return this.#shared.apiKeys;
  }

  /** The spaces that service keys belong to: `list`, `get`, `create`, `update`, `delete`. */
  get spaces(): Spaces {
    return this.#shared.spaces;
  }

  /**
   * An instance of a class that openapi-generator's `typescript-axios` emitted, from any spec and with any version of
   * axios, on this client's connection: same authentication, headers, repeats and errors. The last parameter of its
   * methods takes {@link RequestOptions}.
   *
   * @param GeneratedClass the class itself, not an instance
   * @example
   * const projects = client.api(ProjectsApi);
   */
  api<T>(GeneratedClass: GeneratedApi<T>): T {
    return this.#shared.context.api(GeneratedClass);
  }

  /**
   * The ID of a space. An ID is given back as it is, without a request; a name is looked up, case-sensitively, and
   * remembered for the client's `spaceCacheTtl`. `GET /v2/spaces`, in beta.
   *
   * @throws {ValidationError} no ID or name
   * @throws {SpaceNotFoundError} no space has the name
   * @throws {AmbiguousSpaceError} several have it, in different organizations
   * @throws {ArizeError} any other failure: {@link APIError}, {@link ConnectionError}, {@link TimeoutError} …
   * @example
   * const spaceId = await client.resolveSpaceId("prod");
   */
  resolveSpaceId(space: SpaceRef, options?: RequestOptions): Promise<string> {
    return this.#shared.context.resolveSpaceId(space, options);
  }

  /**
   * A new client with more modules: this one plus one property for each of `factories`, on the same connection. A module
   * is built when it is first used, from what the SDK's own modules are built from.
   *
   * @typeParam Factories - a function for each module, by the module's name
   * @throws {ConfigurationError} a name that the client has, or `then`
   * @example
   * const extended = client.extend({ projects: (context) => new Projects(context) });
   */
  extend<const Factories extends ExtensionFactories>(factories: Factories): Extended<this, Factories> {
    if (typeof factories !== "object" || factories === null) {
      throw new ConfigurationError("extend", `The modules must be an object of functions, not ${kindOf(factories)}.`);
    }
    const extended = sharing(this);
    Object.defineProperties(extended, Object.getOwnPropertyDescriptors(this));
    for (const [name, build] of Object.entries(factories)) {
      if (name in extended || name === "then" || name === "toJSON") {
        throw new ConfigurationError(name, `A module can't be named ${name}: the name is taken.`);
      }
      if (typeof build !== "function")
        throw new ConfigurationError(name, `The module ${name} must be a function of its context.`);
      let module: { built: unknown } | undefined;
      Object.defineProperty(extended, name, {
        enumerable: true,
        get: () => {
          module ??= { built: build(this.#shared.context) };
          return module.built;
        },
      });
    }
    return extended as Extended<this, Factories>;
  }

  /**
   * Closes idle connections, and busy ones when they are done. Later calls are refused with a {@link ConnectionError},
   * also those of extended clients. It can't be undone.
   *
   * @example
   * client.close();
   */
  close(): void {
    this.#shared.connection.close();
  }

  /** Does what `close` does, at the end of the block of `await using client = …`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.close();
  }

  /** What may be shown of the client: where it sends to, and a few characters of its key. */
  toJSON(): Record<"baseUrl" | "apiKey", string> {
    const { baseUrl, apiKey } = this.#shared.config;
    return { baseUrl, apiKey: typeof apiKey === "string" ? mask(apiKey) : "(a function)" };
  }

  [Symbol.for("nodejs.util.inspect.custom")](
    _depth: number,
    options: object,
    inspect: (value: object, options: object) => string,
  ) {
    return `ArizeClient ${inspect(this.toJSON(), options)}`;
  }
}

/** Another client on the same connection. */
function sharing(client: ArizeClient): ArizeClient {
  return Reflect.construct(ArizeClient, [client]);
}
