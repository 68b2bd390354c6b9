// Makes a service key, which belongs to one space and acts as a bot user with roles of its own, and deletes it again.
//
//   npm run examples -- api-keys/create-service-key           against an emulator
//   npm run examples -- api-keys/create-service-key --live    on your account: ARIZE_API_KEY, ARIZE_EXAMPLE_SPACE
import { ArizeClient } from "arize-sdk";

const client = new ArizeClient();
const space = process.env.ARIZE_EXAMPLE_SPACE;
if (!space) throw new Error("Set ARIZE_EXAMPLE_SPACE to the name or ID of a space.");

const created = await client.apiKeys.createServiceKey({
  name: "arize-sdk-example",
  description: "Made by an example",
  space, // a name is looked up first, an ID is used as it is
  spaceRole: "read-only", // without it: member
  expiresAt: new Date(Date.now() + 3_600_000), // without it: never
});
try {
  // created.key is the secret, and this is the only time you have it: here it goes to your vault.
  console.log(`${created.name} is ${created.redactedKey}, and ends ${created.expiresAt?.toISOString()}`);
} finally {
  await client.apiKeys.delete({ apiKeyId: created.id });
}
