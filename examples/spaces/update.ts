// Renames a space, and clears its description.
//
//   npm run examples -- spaces/update           against an emulator
//   npm run examples -- spaces/update --live    on your account: ARIZE_API_KEY, ARIZE_EXAMPLE_ORGANIZATION_ID
import { randomUUID } from "node:crypto";
import { ArizeClient } from "arize-sdk";

const client = new ArizeClient();
const organizationId = process.env.ARIZE_EXAMPLE_ORGANIZATION_ID;
if (!organizationId) throw new Error("Set ARIZE_EXAMPLE_ORGANIZATION_ID to the ID of an organization.");
const name = `arize-sdk-example-${randomUUID().slice(0, 8)}`;

const { id } = await client.spaces.create({ name, organizationId, description: "Made by an example" });
try {
  // What isn't named stays as it is.
  const renamed = await client.spaces.update({ space: { id }, name: `${name}-renamed` });
  console.log(`${name} is now ${renamed.name}: ${renamed.description}`);

  const cleared = await client.spaces.update({ space: { id }, description: "" });
  console.log(`its description is now ${JSON.stringify(cleared.description)}`);
} finally {
  await client.spaces.delete({ space: { id } });
}
