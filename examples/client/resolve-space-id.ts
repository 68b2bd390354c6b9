// Looks up the ID of a space by its name. An ID is given back as it is, without a request.
//
//   npm run examples -- client/resolve-space-id           against an emulator
//   npm run examples -- client/resolve-space-id --live    on your account: ARIZE_API_KEY, ARIZE_EXAMPLE_SPACE
import { AmbiguousSpaceError, ArizeClient, SpaceNotFoundError } from "arize-sdk";

const client = new ArizeClient();
const space = process.env.ARIZE_EXAMPLE_SPACE;
if (!space) throw new Error("Set ARIZE_EXAMPLE_SPACE to the name or ID of a space.");

for (const name of [space, `${space}-nowhere`]) {
  try {
    const spaceId = await client.resolveSpaceId(name);
    console.log(`${name} is ${spaceId}`);
  } catch (error) {
    if (error instanceof SpaceNotFoundError) console.log(error.message, error.suggestions);
    // Two organizations may have a space of the same name: choose one of the IDs.
    else if (error instanceof AmbiguousSpaceError) console.log(error.message, error.spaceIds);
    else throw error;
  }
}
