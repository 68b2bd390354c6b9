import { describe, expect, test } from "vitest";
import { Editor } from "./support/editor.js";

const editor = new Editor(`
import * as sdk from "arize-sdk";
import { ApiKeyType, ArizeClient } from "arize-sdk";
import { startEmulator } from "arize-sdk/testing";
import { ProjectsApi } from "./examples/extension/generated/apis/projects-api";
const client = new ArizeClient();
const emulator = await startEmulator();
declare class AgeingApi extends ProjectsApi {
  /** @deprecated use projectsGet */
  projectsLogo(): Promise<unknown>;
}
declare const key: sdk.ApiKey;
declare const error: unknown;
declare const lost: sdk.OutcomeUnknownError;
`);

const REQUEST_OPTIONS = "signal timeout maxRetries headers";
const SERVICE_KEY = "name description expiresAt space spaceRole orgRole accountRole";

describe("offers every parameter, with what it means", () => {
  test.each([
    [
      "new ArizeClient({ | })",
      `apiKey baseUrl region singleHost baseDomain apiHost apiScheme requestVerify timeout maxRetries logger logLevel
       prereleaseWarnings maxResponseBytes spaceCacheTtl httpAgent httpsAgent defaultHeaders dangerouslyAllowBrowser`,
    ],
    ["client.apiKeys.list({ | })", "keyType status space userId limit cursor"],
    ["client.apiKeys.create({ | })", "name description expiresAt"],
    ["client.apiKeys.createServiceKey({ | })", SERVICE_KEY],
    ["client.apiKeys.createServiceKey({ name: 'ci', | })", SERVICE_KEY.replace("name ", "")],
    ["client.apiKeys.delete({ | })", "apiKeyId"],
    ["client.apiKeys.refresh({ | })", "apiKeyId expiresAt gracePeriodSeconds"],
    ["client.apiKeys.reconcile(lost, { | })", `space settle ${REQUEST_OPTIONS}`],
    ["client.apiKeys.list().toArray({ | })", "max"],
    ["client.spaces.list({ | })", "organizationId name limit cursor"],
    ["client.spaces.get({ | })", "space"],
    ["client.spaces.get({ space: { | } })", "id name"],
    ["client.spaces.create({ | })", "name organizationId description"],
    ["client.spaces.update({ | })", "space name description"],
    ["client.spaces.delete({ | })", "space"],
    ["client.resolveSpaceId({ | })", "id name"],
    ["client.resolveSpaceId('prod', { | })", REQUEST_OPTIONS],
    ["(await client.apiKeys.list()).getNextPage({ | })", REQUEST_OPTIONS],
    ["client.extend({ x: (context) => context.| })", "api begin list logger prerelease resolveSpaceId"],
    ["startEmulator({ state: { | } })", "organizations spaces users keys"],
    ["emulator.faults.next({ | }, { status: 503 })", "operation method path key probability seed"],
    [
      "emulator.faults.next('spaces_list', { | })",
      `delayBefore delayAfter commit status problem headers retryAfter body contentType rateLimitUntil redirect reset
       silence empty garbage truncate dribble notJson mutate`,
    ],
  ])("%s", (code, names) => {
    const offered = editor.completions(code);

    expect(offered.map(({ name }) => name).sort()).toEqual(words(names));
    expect(offered.filter(({ comment }) => comment === "")).toEqual([]);
  });

  test.each(["list", "create", "createServiceKey", "delete", "refresh"])("client.apiKeys.%s(…, { | })", (method) => {
    const offered = editor.completions(`client.apiKeys.${method}({ apiKeyId: "x", name: "x", space: "x" }, { | })`);

    expect(offered.map(({ name }) => name).sort()).toEqual(words(REQUEST_OPTIONS));
  });
});

describe("offers every value", () => {
  test.each([
    ["new ArizeClient({ region: '|' })", "ca-central-1a eu-west-1a us-central-1a us-east-1b"],
    ["new ArizeClient({ apiScheme: '|' })", "http https"],
    ["new ArizeClient({ logLevel: '|' })", "debug info warn error off"],
    ["client.apiKeys.list({ keyType: '|' })", "user service"],
    ["client.apiKeys.list({ keyType: ApiKeyType.| })", "USER SERVICE"],
    ["client.apiKeys.list({ status: '|' })", "active deleted"],
    ["client.apiKeys.createServiceKey({ name: 'ci', space: 'prod', spaceRole: '|' })", "admin member read-only"],
    ["client.apiKeys.createServiceKey({ name: 'ci', space: 'prod', orgRole: '|' })", "admin member read-only"],
    ["client.apiKeys.createServiceKey({ name: 'ci', space: 'prod', accountRole: '|' })", "admin member"],
    // An answer may hold other values too.
    ["if (key.status === '|');", "active deleted"],
    ["if (key.keyType === '|');", "user service"],
    ["if ((await client.apiKeys.reconcile(lost)).outcome === '|');", "created not-created unclear"],
    ["emulator.faults.next('spaces_list', { reset: '|' })", "before-work after-commit after-headers in-body"],
  ])("%s", (code, values) => {
    expect(
      editor
        .completions(code)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(words(values));
  });
});

describe("says of each method what it does, what it throws, and how to call it", () => {
  const KEY_CREATION = "ValidationError OutcomeUnknownError PermissionDeniedError ArizeError";
  const LOOKUP = "ValidationError SpaceNotFoundError AmbiguousSpaceError ArizeError";

  test.each([
    ["new ArizeClient|()", "The client for the API keys and spaces", "MissingApiKeyError ConfigurationError"],
    ["client.apiKeys.list|", "Lists API keys, without their secrets", `${LOOKUP} PermissionDeniedError`],
    ["client.apiKeys.create|", "Makes a user key", KEY_CREATION],
    [
      "client.apiKeys.createServiceKey|",
      "Makes a service key",
      `${KEY_CREATION} SpaceNotFoundError AmbiguousSpaceError BadRequestError`,
    ],
    [
      "client.apiKeys.delete|",
      "Revokes a key, at once and for good",
      "ValidationError NotFoundError PermissionDeniedError OutcomeUnknownError ArizeError",
    ],
    ["client.apiKeys.refresh|", "Rotates a key", "ValidationError NotFoundError OutcomeUnknownError ArizeError"],
    ["client.apiKeys.reconcile|", "Finds out what became of a create or refresh", "ValidationError ArizeError"],
    ["client.spaces.list|", "Lists the spaces that the caller may see", "ValidationError ArizeError"],
    ["client.spaces.get|", "Reads one space", `${LOOKUP} NotFoundError`],
    ["client.spaces.create|", "Makes a space", "ValidationError ConflictError OutcomeUnknownError ArizeError"],
    [
      "client.spaces.update|",
      "Changes the name or the description of a space",
      `${LOOKUP} NotFoundError ConflictError OutcomeUnknownError`,
    ],
    ["client.spaces.delete|", "Deletes a space, with its service keys", `${LOOKUP} NotFoundError OutcomeUnknownError`],
    ["client.resolveSpaceId|", "The ID of a space", LOOKUP],
    ["client.extend|", "A new client with more modules", "ConfigurationError"],
    ["client.api|", "An instance of a class that openapi-generator's", ""],
    ["client.close|", "Closes idle connections", ""],
    ["startEmulator|", "Starts a server of the whole API", "TypeError Error"],
  ])("%s", (code, beginning, errors) => {
    const { comment = "", tags = [] } = editor.hover(code) ?? {};
    const named = tags.map((tag) => /^throws \{(\w+)\} ./.exec(tag)?.[1]).filter((name) => name !== undefined);

    expect(comment.slice(0, beginning.length)).toBe(beginning);
    expect(named.sort()).toEqual(words(errors));
    expect(tags.filter((tag) => tag.startsWith("example "))).toHaveLength(1);
  });
});

describe("knows what each error carries, with what it means", () => {
  const OF_EVERY_ERROR = "name message stack cause toJSON";
  const OF_AN_ANSWER = "status method path problem requestId retryAfterSeconds";

  test.each([
    ["ConfigurationError", "option"],
    ["MissingApiKeyError", "option"],
    ["ValidationError", "issues"],
    ["SpaceNotFoundError", "spaceName suggestions"],
    ["AmbiguousSpaceError", "spaceName spaceIds"],
    ["APIError", OF_AN_ANSWER],
    ["BadRequestError", OF_AN_ANSWER],
    ["AuthenticationError", OF_AN_ANSWER],
    ["PermissionDeniedError", OF_AN_ANSWER],
    ["NotFoundError", OF_AN_ANSWER],
    ["ConflictError", OF_AN_ANSWER],
    ["UnprocessableEntityError", OF_AN_ANSWER],
    ["RateLimitError", OF_AN_ANSWER],
    ["ServerError", OF_AN_ANSWER],
    ["ConnectionError", "code attempts"],
    ["TimeoutError", "timeout"],
    ["AbortError", ""],
    ["ResponseError", "status requestId redirectHost"],
    ["OutcomeUnknownError", "operation phase startedAt params status requestId"],
  ])("%s", (name, carried) => {
    const offered = editor.completions(`if (error instanceof sdk.${name}) error.|`);
    const own = offered.filter((member) => !words(OF_EVERY_ERROR).includes(member.name));

    expect(own.map((member) => member.name).sort()).toEqual(words(carried));
    expect(own.filter(({ comment }) => comment === "")).toEqual([]);
  });
});

describe("strikes through what is deprecated", () => {
  // Nothing of ours is today. `test/readme.test.ts` holds the methods to what the OpenAPI document deprecates.
  test("nothing of the client", () => {
    const offered = ["client.|", "client.apiKeys.|", "client.spaces.|"].flatMap((code) => editor.completions(code));

    expect(offered.map(({ name }) => name)).toEqual(expect.arrayContaining(["extend", "createServiceKey", "update"]));
    expect(offered.filter(({ deprecated }) => deprecated)).toEqual([]);
  });

  test("what the spec of another API deprecates, through client.api", () => {
    const offered = editor.completions("client.api(AgeingApi).|").filter(({ deprecated }) => deprecated);

    expect(offered.map(({ name }) => name)).toEqual(["projectsLogo"]);
  });
});

describe("says what is wrong with", () => {
  test.each([
    ["new ArizeClient({ apikey: 'x' })", "Did you mean to write 'apiKey'?"],
    ["new ArizeClient({ baseURL: 'x' })", "Did you mean to write 'baseUrl'?"],
    ["new ArizeClient({ apiKey: null })", "'null' is not assignable to type 'string | "],
    ["new ArizeClient({ logLevel: 'warning' })", `'"warning"' is not assignable to type 'LogLevel | undefined'.`],
    [
      "new ArizeClient({ logger: { warn() {} } })",
      "missing the following properties from type 'Logger': debug, info, error",
    ],
    ["client.apiKeys.list({ spaceId: 'x' })", "Did you mean to write 'space'?"],
    ["client.apiKeys.list({ keyType: 'servic' })", `Did you mean '"service"'?`],
    ["client.apiKeys.list({ keyType: ApiKeyType.ROBOT })", "Property 'ROBOT' does not exist"],
    ["client.apiKeys.list({}, { timeoutMs: 5 })", "Did you mean to write 'timeout'?"],
    ["client.apiKeys.list().toArray({ limit: 5 })", "'limit' does not exist"],
    ["client.apiKeys.create({})", "Property 'name' is missing in type '{}' but required in type 'CreateApiKeyParams'."],
    ["client.apiKeys.create({ name: 'x', space: 'prod' })", "'space' does not exist in type 'CreateApiKeyParams'."],
    [
      "client.apiKeys.create({ name: 'x', spaceRole: 'admin' })",
      "'spaceRole' does not exist in type 'CreateApiKeyParams'.",
    ],
    ["client.apiKeys.create({ name: 'x', expiresAt: 5 })", "The expected type comes from property 'expiresAt'"],
    ["client.apiKeys.create({ name: 'x', description: null })", "The expected type comes from property 'description'"],
    [
      "client.apiKeys.createServiceKey({ name: 'x' })",
      "Property 'space' is missing in type '{ name: string; }' but required in type 'CreateServiceKeyParams'.",
    ],
    ["client.apiKeys.createServiceKey({ space: 'prod' })", "Property 'name' is missing"],
    [
      "client.apiKeys.createServiceKey({ name: 'x', space: 'prod', spaceRole: 'readonly' })",
      `Did you mean '"read-only"'?`,
    ],
    ["client.apiKeys.createServiceKey({ name: 'x', space: { ID: 'x' } })", "'ID' does not exist in type"],
    ["client.apiKeys.refresh({ apiKeyId: 'x', gracePeriodSecond: 5 })", "Did you mean to write 'gracePeriodSeconds'?"],
    ["client.apiKeys.refresh({ gracePeriodSeconds: 5 })", "Property 'apiKeyId' is missing"],
    ["client.apiKeys.delete('x')", "'string' is not assignable to parameter of type 'DeleteApiKeyParams'."],
    ["client.apiKeys.reconcile(new Error())", "from type 'OutcomeUnknownError': operation, "],
    ["client.spaces.create({ name: 'x' })", "Property 'organizationId' is missing"],
    ["client.spaces.update({ space: 'x', name: null })", "The expected type comes from property 'name'"],
    ["client.apiKeys.list().data", "Did you forget to use 'await'?"],
    ["client.apiKeys.create({ name: 'x' }).key", "Did you forget to use 'await'?"],
    ["for (const each of client.apiKeys.list());", "must have a '[Symbol.iterator]()' method"],
    ["key.key", "Property 'key' does not exist on type 'ApiKey'."],
    ["key.name = 'x'", "Cannot assign to 'name' because it is a read-only property."],
    ["client.extend({ projects: {} })", "provides no match for the signature '(context: ExtensionContext): unknown'"],
    ["client.api(new ProjectsApi())", "'ProjectsApi' is not assignable to parameter of type 'GeneratedApi<unknown>'."],
    ["emulator.faults.next('api_key_create', { empty: true })", "is not assignable"],
  ])("%s", (code, message) => {
    expect(editor.errors(code)).toEqual([expect.stringContaining(message)]);
  });

  test("nothing that is right", () => {
    expect(editor.errors("await client.apiKeys.createServiceKey({ name: 'x', space: 'prod' });")).toEqual([]);
  });
});

function words(text: string): string[] {
  return text
    .split(/\s+/)
    .filter((word) => word !== "")
    .sort();
}
