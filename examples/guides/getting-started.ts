// The first steps: look around, make a service key, use it, revoke it.
//
//   npm run examples -- guides/getting-started           against an emulator
//   npm run examples -- guides/getting-started --live    on your account: ARIZE_API_KEY, ARIZE_EXAMPLE_SPACE
import { ArizeClient, AuthenticationError } from "arize-sdk";

// Reads ARIZE_API_KEY. Make one client and share it: it keeps connections open.
const client = new ArizeClient();
const space = process.env.ARIZE_EXAMPLE_SPACE;
if (!space) throw new Error("Set ARIZE_EXAMPLE_SPACE to the name or ID of a space.");

for await (const { name, redactedKey } of client.apiKeys.list()) console.log(`you have ${name}: ${redactedKey}`);

const created = await client.apiKeys.createServiceKey({
  name: "arize-sdk-example",
  space,
  spaceRole: "read-only",
  expiresAt: new Date(Date.now() + 3_600_000),
});
const user = new ArizeClient({ apiKey: created.key }); // the secret is here, and only this once
try {
  console.log(`${created.redactedKey} sees ${(await user.spaces.list()).data.map(({ name }) => name).join(", ")}`);
} finally {
  await client.apiKeys.delete({ apiKeyId: created.id });
}

await user.spaces.list().catch((error: unknown) => {
  if (!(error instanceof AuthenticationError)) throw error;
  console.log(`revoked: ${error.message}`);
});
