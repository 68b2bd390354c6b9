// Deletes a space: with its service keys, and for good. This one is made for it.
//
//   npm run examples -- spaces/delete           against an emulator
//   npm run examples -- spaces/delete --live    on your account: ARIZE_API_KEY, ARIZE_EXAMPLE_ORGANIZATION_ID
import { randomUUID } from "node:crypto";
import { ArizeClient, NotFoundError } from "arize-sdk";

const client = new ArizeClient();
const organizationId = process.env.ARIZE_EXAMPLE_ORGANIZATION_ID;
if (!organizationId) throw new Error("Set ARIZE_EXAMPLE_ORGANIZATION_ID to the ID of an organization.");
const name = `arize-sdk-example-${randomUUID().slice(0, 8)}`;
const { id } = await client.spaces.create({ name, organizationId });

// By its ID: a name could mean another space by now.
await client.spaces.delete({ space: { id } });
console.log(`${name} is deleted`);

try {
  await client.spaces.get({ space: { id } });
} catch (error) {
  if (!(error instanceof NotFoundError)) throw error;
  console.log(`it is gone: ${error.message}`);
}
