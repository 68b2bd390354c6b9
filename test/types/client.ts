// Compiled, never run: what a user may write, and, after @ts-expect-error, what not.
import {
  type ApiKey,
  type ApiKeyCreated,
  ApiKeySpaceRole,
  type ApiKeyStatus,
  ApiKeyType,
  ArizeClient,
  type ArizeClientOptions,
  type List,
  type Page,
  type RequestOptions,
  type Space,
  type SpaceRef,
} from "arize-sdk";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Fails to compile when its argument is not `true`. */
declare function assertType<_T extends true>(): void;

export function options(): ArizeClientOptions[] {
  new ArizeClient();
  new ArizeClient({ apiKey: "ak-x", region: "eu-west-1a", timeout: 0, maxRetries: undefined });
  new ArizeClient({ apiKey: () => "ak-x" });
  new ArizeClient({ apiKey: async () => "ak-x", defaultHeaders: { "x-team": "a" }, logger: console });
  // @ts-expect-error a misspelt option
  new ArizeClient({ apikey: "ak-x" });
  // @ts-expect-error a misspelt option
  new ArizeClient({ baseURL: "https://api.example.com" });
  // @ts-expect-error null is no value
  new ArizeClient({ apiKey: null });
  // @ts-expect-error an unknown scheme
  new ArizeClient({ apiScheme: "ftp" });
  // @ts-expect-error an unknown level
  new ArizeClient({ logLevel: "verbose" });
  // @ts-expect-error a number of milliseconds, not a text
  new ArizeClient({ timeout: "5s" });
  // @ts-expect-error a function that gives no string
  new ArizeClient({ apiKey: () => 42 });
  // @ts-expect-error headers are texts
  new ArizeClient({ defaultHeaders: { "x-count": 1 } });
  // @ts-expect-error a Headers object has no entries of its own
  new ArizeClient({ defaultHeaders: new Headers() });
  // @ts-expect-error a number of repeats
  new ArizeClient({ maxRetries: "2" });
  // @ts-expect-error null is no header
  new ArizeClient({ defaultHeaders: null });
  // @ts-expect-error not a text, as a variable of the environment is
  new ArizeClient({ requestVerify: "false" });
  // @ts-expect-error one object, not the key itself
  new ArizeClient("ak-x");
  // @ts-expect-error a logger has every method
  new ArizeClient({ logger: { warn() {} } });
  return [];
}

export async function inputs(client: ArizeClient): Promise<void> {
  const { apiKeys, spaces } = client;

  await apiKeys.list();
  await apiKeys.list({ keyType: "service", status: "deleted", space: { name: "prod" }, limit: 5 });
  await apiKeys.list({ keyType: ApiKeyType.SERVICE, cursor: undefined });
  // @ts-expect-error an unknown type of key
  await apiKeys.list({ keyType: "robot" });
  // @ts-expect-error an unknown parameter
  await apiKeys.list({ spaceId: "x" });
  // @ts-expect-error null is no value
  await apiKeys.list({ limit: null });
  // @ts-expect-error a cursor is a text
  await apiKeys.list({ cursor: 5 });
  // @ts-expect-error a limit is a number
  await apiKeys.list({ limit: "5" });
  // @ts-expect-error an expired key is active
  await apiKeys.list({ status: "expired" });
  // @ts-expect-error null is no space
  await apiKeys.list({ space: null });
  // @ts-expect-error there is no such type of key
  await apiKeys.list({ keyType: ApiKeyType.ROBOT });

  await apiKeys.create({ name: "x" });
  await apiKeys.create({ name: "x", expiresAt: new Date() });
  await apiKeys.create({ name: "x", expiresAt: "2030-01-31T00:00:00Z", description: undefined });
  await apiKeys.create({ name: "x", expiresAt: null });
  // @ts-expect-error a key has a name
  await apiKeys.create({});
  // @ts-expect-error a key has a name
  await apiKeys.create();
  // @ts-expect-error one object, not a text
  await apiKeys.create("x");
  // @ts-expect-error names are in camelCase
  await apiKeys.create({ name: "x", expires_at: new Date() });
  // @ts-expect-error null is no description
  await apiKeys.create({ name: "x", description: null });
  // @ts-expect-error a number is no time
  await apiKeys.create({ name: "x", expiresAt: 1_900_000_000 });
  // @ts-expect-error a user key has no roles
  await apiKeys.create({ name: "x", spaceRole: "admin" });
  // @ts-expect-error a user key has no space
  await apiKeys.create({ name: "x", space: "prod" });

  await apiKeys.createServiceKey({ name: "x", space: "prod" });
  await apiKeys.createServiceKey({ name: "x", space: { id: "y" }, spaceRole: "read-only", orgRole: "member" });
  await apiKeys.createServiceKey({ name: "x", space: "prod", spaceRole: ApiKeySpaceRole.ADMIN, accountRole: "admin" });
  // @ts-expect-error a service key has a space
  await apiKeys.createServiceKey({ name: "x" });
  // @ts-expect-error a service key has a name
  await apiKeys.createServiceKey({ space: "prod" });
  // @ts-expect-error null is no space
  await apiKeys.createServiceKey({ name: "x", space: null });
  // @ts-expect-error null is no role
  await apiKeys.createServiceKey({ name: "x", space: "prod", orgRole: null });
  // @ts-expect-error a role of the space
  await apiKeys.createServiceKey({ name: "x", space: "prod", role: "admin" });
  // @ts-expect-error a number is no time
  await apiKeys.createServiceKey({ name: "x", space: "prod", expiresAt: Date.now() });
  // @ts-expect-error a space is named or identified, not both
  await apiKeys.createServiceKey({ name: "x", space: {} });
  // @ts-expect-error an unknown role
  await apiKeys.createServiceKey({ name: "x", space: "prod", spaceRole: "owner" });
  // @ts-expect-error an account has no read-only role
  await apiKeys.createServiceKey({ name: "x", space: "prod", accountRole: "read-only" });

  await apiKeys.refresh({ apiKeyId: "x", gracePeriodSeconds: 60, expiresAt: null });
  // @ts-expect-error the key's id
  await apiKeys.refresh({ gracePeriodSeconds: 60 });
  // @ts-expect-error seconds, as a number
  await apiKeys.refresh({ apiKeyId: "x", gracePeriodSeconds: "60" });
  // @ts-expect-error null is no number of seconds
  await apiKeys.refresh({ apiKeyId: "x", gracePeriodSeconds: null });
  // @ts-expect-error a number is no time
  await apiKeys.refresh({ apiKeyId: "x", expiresAt: 1_900_000_000 });
  // @ts-expect-error the parameter is named by its unit
  await apiKeys.refresh({ apiKeyId: "x", gracePeriod: 60 });
  // @ts-expect-error one object, not a text
  await apiKeys.delete("x");
  // @ts-expect-error null is no ID
  await apiKeys.delete({ apiKeyId: null });

  await spaces.list({ organizationId: "x", name: "y" });
  await spaces.get({ space: "prod" });
  await spaces.create({ name: "x", organizationId: "y" });
  await spaces.update({ space: "x", description: "" });
  await spaces.delete({ space: { name: "x" } });
  // @ts-expect-error a space has an organization
  await spaces.create({ name: "x" });
  // @ts-expect-error one object, not a text
  await spaces.get("prod");
  // @ts-expect-error a space is named by `space`
  await spaces.get({ name: "prod" });
  // @ts-expect-error a misspelt filter
  await spaces.list({ orgId: "x" });
  // @ts-expect-error null is no name
  await spaces.update({ space: "x", name: null });
  // @ts-expect-error null is no space
  await client.resolveSpaceId(null);
  // @ts-expect-error null is no description; an empty one clears it
  await spaces.update({ space: "x", description: null });

  const { signal } = new AbortController();
  const requestOptions: RequestOptions = { signal, timeout: 5_000, maxRetries: 0, headers: { "x-trace": "t" } };
  await apiKeys.list({}, requestOptions);
  await client.resolveSpaceId("prod", { timeout: undefined });
  // @ts-expect-error a misspelt option
  await apiKeys.create({ name: "x" }, { timeoutMs: 5 });
  // @ts-expect-error null is no deadline; 0 is none
  await apiKeys.list({}, { timeout: null });
  // @ts-expect-error a misspelt option, of the method that takes its options second too
  await apiKeys.reconcile({ operation: "api_keys.create", startedAt: "", params: {} }, { settleMs: 5 });
  // @ts-expect-error the signal, not its controller
  await apiKeys.delete({ apiKeyId: "x" }, { signal: new AbortController() });

  const names: SpaceRef[] = ["prod", { id: "x" }, { name: "y" }];
  // @ts-expect-error an unknown form of reference
  const wrong: SpaceRef = { spaceId: "x" };
  void [names, wrong];
}

export async function outputs(client: ArizeClient): Promise<void> {
  const list = client.apiKeys.list();
  assertType<Equal<typeof list, List<ApiKey>>>();
  const asPromise: Promise<Page<ApiKey>> = list;
  const asIterable: AsyncIterable<ApiKey> = list;
  void [asPromise, asIterable];

  const page = await list;
  assertType<Equal<typeof page, Page<ApiKey>>>();
  const { hasMore, nextCursor } = page.pagination;
  assertType<Equal<typeof hasMore, boolean>>();
  assertType<Equal<typeof nextCursor, string | undefined>>();
  const next = await page.getNextPage({ timeout: 1 });
  assertType<Equal<typeof next, Page<ApiKey> | undefined>>();
  const all = await list.toArray({ max: 5 });
  assertType<Equal<typeof all, ApiKey[]>>();
  // @ts-expect-error a misspelt option
  await list.toArray({ limit: 5 });
  // @ts-expect-error null is no number
  await list.toArray({ max: null });
  // @ts-expect-error a list that nobody waited for has no items yet
  void list.data;
  // @ts-expect-error its pages come one by one: `for await`
  for (const key of list) void key;
  // @ts-expect-error a page goes on to the next: `for await`, or `page.data`
  for (const key of page) void key;
  // @ts-expect-error an answer is not for changing
  page.data = [];
  // @ts-expect-error an answer is not for changing
  page.pagination.hasMore = false;

  for await (const key of client.apiKeys.list()) {
    assertType<Equal<typeof key, ApiKey>>();
    const { createdAt, expiresAt, status } = key;
    assertType<Equal<typeof createdAt, Date>>();
    assertType<Equal<typeof expiresAt, Date | undefined>>();
    // A value that this version doesn't know passes through.
    const known: ApiKeyStatus | (string & {}) = status;
    if (status === "active" || status === "suspended") void known;
    // @ts-expect-error a listed key has no secret
    void key.key;
    // @ts-expect-error an answer is not for changing
    key.name = "x";
  }

  const created = await client.apiKeys.create({ name: "x" });
  assertType<Equal<typeof created, ApiKeyCreated>>();
  const secret: string = created.key;
  // @ts-expect-error an answer is not for changing
  created.key = "";
  // @ts-expect-error a create that nobody waited for has no key yet
  void client.apiKeys.create({ name: "x" }).key;
  // @ts-expect-error a listed key is no created one
  const fromList: ApiKeyCreated = page.data[0];
  const asListed: ApiKey = created;
  void [secret, asListed, fromList];
  const replacement = await client.apiKeys.refresh({ apiKeyId: created.id });
  assertType<Equal<typeof replacement, ApiKeyCreated>>();
  const nothing = await client.apiKeys.delete({ apiKeyId: created.id });
  assertType<Equal<typeof nothing, void>>();

  // @ts-expect-error a resource is not for replacing
  client.apiKeys = new ArizeClient().apiKeys;
  const space = await client.spaces.get({ space: "prod" });
  // @ts-expect-error an answer is not for changing
  space.name = "x";
  assertType<Equal<typeof space, Space>>();
  assertType<
    Equal<Space, { readonly id: string; readonly name: string; readonly description: string; readonly createdAt: Date }>
  >();
  const spaceId = await client.resolveSpaceId(space);
  assertType<Equal<typeof spaceId, string>>();
}

export async function disposal(): Promise<void> {
  await using client = new ArizeClient();
  client.close();
}
