import type { Configuration } from "./configuration.js";
import type { BoundOptions, Call, RequestOptions, Subject } from "./connection/call.js";
import type { Connection } from "./connection/connection.js";
import type { Logger } from "./logger.js";
import { once } from "./once.js";
import { type FetchPage, type List, list } from "./page.js";
import { type ReleaseStage, warnPrerelease } from "./prerelease.js";
import { type FindSpaces, SpaceLookup } from "./space-lookup.js";
import type { SpaceRef } from "./space-ref.js";
import { checkParams, kindOf, spaceRef } from "./validation.js";
import { isPageOf } from "./wire.js";

/**
 * A class that openapi-generator's `typescript-axios` emitted, from any spec and with any version of axios. The client
 * gives its constructor the `configuration`, `basePath` and `axios`.
 *
 * @example
 * const GeneratedClass: GeneratedApi<ProjectsApi> = ProjectsApi;
 */
export type GeneratedApi<T> = new (configuration?: never, basePath?: string, axios?: never) => T;

/**
 * What a module of the client is built from; the SDK's own modules are built from it too.
 *
 * @example
 * const listProjects = ({ api, list }: ExtensionContext) =>
 *   list(async (cursor, options) => {
 *     const { data } = await api(ProjectsApi).projectsList({ cursor }, options);
 *     return { data: data.projects, pagination: data.pagination };
 *   });
 */
export interface ExtensionContext {
  /**
   * An instance of a generated class on this client's connection: same authentication, headers, repeats and errors.
   *
   * @param GeneratedClass the class itself, not an instance
   */
  api<T>(GeneratedClass: GeneratedApi<T>): T;
  /** The ID of a space, looked up when `space` is a name, and remembered for the client's `spaceCacheTtl`. */
  resolveSpaceId(space: SpaceRef, options?: RequestOptions): Promise<string>;
  /** A list that fetches its pages on demand, each with the `options` of the list or of `getNextPage`. */
  list<T>(fetchPage: FetchPage<T>, options?: RequestOptions): List<T>;
  /**
   * Warns, once per process, that a method is not stable yet.
   *
   * @param key the method, for instance `projects.list`
   */
  prerelease(key: string, stage: ReleaseStage): void;
  /**
   * Starts a call: every request made with the options that it gives shares one deadline, and its errors name `subject`.
   *
   * @param options what the caller of the method gave; options that `begin` made go on with their call
   */
  begin(options: RequestOptions | undefined, subject: Subject): BoundOptions;
  /** The client's logger, from its `logLevel` on. It never throws. */
  readonly logger: Logger;
}

/** Builds the context of a connection, and the lookup that its modules share. @internal */
export function createContext(
  connection: Connection,
  { baseUrl, logger, prereleaseWarnings, spaceCacheTtl }: Configuration,
): { context: ExtensionContext; lookup: SpaceLookup } {
  // Generated code reads no more of its configuration than this, and sends through `request` alone: a class can be
  // inspected without finding a credential, an agent or a socket.
  const configuration = Object.freeze({ basePath: baseUrl, isJsonMime });
  const transport = Object.freeze({
    defaults: Object.freeze({}),
    request: (wire: Parameters<Connection["request"]>[0]) => connection.request(wire),
  });
  const api = <T>(GeneratedClass: GeneratedApi<T>): T => {
    checkParams("api", { GeneratedClass }, { GeneratedClass: generatedClass });
    // The generated constructor names types of its own axios; what it uses of them at run time is in these two.
    return new GeneratedClass(configuration as never, baseUrl, transport as never);
  };

  const spacesApi = once(async () => api((await import("../generated/apis/spaces-api.js")).SpacesApi));
  const findSpaces: FindSpaces = async (name, limit, cursor, options) => {
    const call = connection.begin(options, { operation: "spaces.list", accepts: isPageOf("spaces") });
    const { data } = await (await spacesApi()).spacesList({ name, limit, cursor }, call);
    return { data: data.spaces, pagination: data.pagination };
  };

  const alone = ({ timeout, maxRetries }: Call, signal: AbortSignal) =>
    connection.begin({ timeout, maxRetries, signal });
  const lookup = new SpaceLookup(findSpaces, alone, spaceCacheTtl);

  const context = Object.freeze({
    api,
    async resolveSpaceId(space: SpaceRef, options?: RequestOptions) {
      checkParams("resolveSpaceId", { space }, { space: spaceRef });
      return lookup.resolve(space, connection.begin(options, { operation: "resolveSpaceId" }));
    },
    list,
    prerelease(key: string, stage: ReleaseStage) {
      if (prereleaseWarnings) warnPrerelease(logger, key, stage);
    },
    begin: (options: RequestOptions | undefined, subject: Subject) => connection.begin(options, subject),
    logger,
  });
  return { context, lookup };
}

function generatedClass(value: unknown): string | undefined {
  return typeof value === "function" ? undefined : `must be a class that the generator made, not ${kindOf(value)}`;
}

function isJsonMime(mime: string): boolean {
  return /^application\/([\w.+-]+\+)?json\b/i.test(mime);
}
