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

  await apiKeys.create({ name: "x" });
  await apiKeys.create({ name: "x", expiresAt: new Date() });
  await apiKeys.create({ name: "x", expiresAt: "2030-01-31T00:00:00Z", description: undefined });
  await apiKeys.create({ name: "x", expiresAt: null });
  // @ts-expect-error a key has a name
  await apiKeys.create({});
  // @ts-expect-error a key has a name
  await apiKeys.create();
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
  // @ts-expect-error a space is named or identified, not both
  await apiKeys.createServiceKey({ name: "x", space: {} });
  // @ts-expect-error an unknown role
  await apiKeys.createServiceKey({ name: "x", space: "prod", spaceRole: "owner" });
  // @ts-expect-error an account has no read-only role
  await apiKeys.createServiceKey({ name: "x", space: "prod", accountRole: "read-only" });

  await apiKeys.refresh({ apiKeyId: "x", gracePeriodSeconds: 60, expiresAt: null });
  // @ts-expect-error the key's id
  await apiKeys.refresh({ gracePeriodSeconds: 60 });
  // @ts-expect-error the parameter is named by its unit
  await apiKeys.refresh({ apiKeyId: "x", gracePeriod: 60 });
  // @ts-expect-error one object, not a text
  await apiKeys.delete("x");

  await spaces.list({ organizationId: "x", name: "y" });
  await spaces.get({ space: "prod" });
  await spaces.create({ name: "x", organizationId: "y" });
  await spaces.update({ space: "x", description: "" });
  await spaces.delete({ space: { name: "x" } });
  // @ts-expect-error a space has an organization
  await spaces.create({ name: "x" });
  // @ts-expect-error null is no description; an empty one clears it
  await spaces.update({ space: "x", description: null });

  const { signal } = new AbortController();
  const requestOptions: RequestOptions = { signal, timeout: 5_000, maxRetries: 0, headers: { "x-trace": "t" } };
  await apiKeys.list({}, requestOptions);
  await client.resolveSpaceId("prod", { timeout: undefined });
  // @ts-expect-error a misspelt option
  await apiKeys.create({ name: "x" }, { timeoutMs: 5 });
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
  const asListed: ApiKey = created;
  void [secret, asListed];
  const replacement = await client.apiKeys.refresh({ apiKeyId: created.id });
  assertType<Equal<typeof replacement, ApiKeyCreated>>();
  const nothing = await client.apiKeys.delete({ apiKeyId: created.id });
  assertType<Equal<typeof nothing, void>>();

  const space = await client.spaces.get({ space: "prod" });
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
