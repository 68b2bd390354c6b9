// Makes a space in an organization, and deletes it again.
//
//   npm run examples -- spaces/create           against an emulator
//   npm run examples -- spaces/create --live    on your account: ARIZE_API_KEY, ARIZE_EXAMPLE_ORGANIZATION_ID
import { randomUUID } from "node:crypto";
import { ArizeClient, ConflictError } from "arize-sdk";

const client = new ArizeClient();
const organizationId = process.env.ARIZE_EXAMPLE_ORGANIZATION_ID;
if (!organizationId) throw new Error("Set ARIZE_EXAMPLE_ORGANIZATION_ID to the ID of an organization.");
const name = `arize-sdk-example-${randomUUID().slice(0, 8)}`;

const space = await client.spaces.create({ name, organizationId, description: "Made by an example" });
try {
  console.log(`${space.name} has the ID ${space.id}`);

  // A name is taken once in an organization.
  await client.spaces.create({ name, organizationId }).catch((error: unknown) => {
    if (!(error instanceof ConflictError)) throw error;
    console.log(`once more: ${error.message}`);
  });
} finally {
  await client.spaces.delete({ space: { id: space.id } });
}
