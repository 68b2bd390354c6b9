import { strict as assert } from "node:assert";
import { Agent } from "node:https";
import {
  APIError,
  type ApiKey,
  type ApiKeyCreated,
  ApiKeySpaceRole,
  ArizeClient,
  type ArizeClientOptions,
  ConfigurationError,
  type ExtensionContext,
  type Page,
  type RequestOptions,
} from "arize-sdk";
import { type Emulator, startEmulator } from "arize-sdk/testing";

class Names {
  readonly #context: ExtensionContext;

  constructor(context: ExtensionContext) {
    this.#context = context;
  }

  async of(space: string, options?: RequestOptions): Promise<string> {
    return this.#context.resolveSpaceId(space, options);
  }
}

const emulator: Emulator = await startEmulator();
const options: ArizeClientOptions = {
  ...emulator.clientOptions,
  logger: undefined,
  timeout: undefined,
  httpsAgent: new Agent(),
  logLevel: "off",
};
const client = new ArizeClient(options).extend({ names: (context) => new Names(context) });

const created: ApiKeyCreated = await client.apiKeys.createServiceKey({
  name: "ci",
  space: { name: "prod" },
  spaceRole: ApiKeySpaceRole.READ_ONLY,
  description: undefined,
  expiresAt: new Date(Date.now() + 3_600_000),
});
const page: Page<ApiKey> = await client.apiKeys.list(
  { space: "prod", limit: 1 },
  { signal: AbortSignal.timeout(5_000) },
);
const first: ApiKey | undefined = page.data[0];
assert(first);
const ends: Date | undefined = first.expiresAt;
assert(ends === undefined || ends instanceof Date);
assert.equal(await client.names.of("prod"), await client.resolveSpaceId("prod"));
for await (const { id, name } of client.apiKeys.list({ space: "prod" }))
  if (id === created.id) assert.equal(name, "ci");

try {
  await client.spaces.get({ space: { id: created.id } });
  assert.fail("found");
} catch (error) {
  if (!(error instanceof APIError)) throw error;
  const status: number = error.status;
  assert(status >= 400);
}
// @ts-expect-error a misspelt option
assert.throws(() => new ArizeClient({ apikey: "x" }), ConfigurationError);

await client[Symbol.asyncDispose]();
await emulator.close();
console.log("ESM: typed and run");
