// Reads one space, by its ID or its exact name.
//
//   npm run examples -- spaces/get           against an emulator
//   npm run examples -- spaces/get --live    on your account: ARIZE_API_KEY, ARIZE_EXAMPLE_SPACE
import { ArizeClient } from "arize-sdk";

const client = new ArizeClient();
const space = process.env.ARIZE_EXAMPLE_SPACE;
if (!space) throw new Error("Set ARIZE_EXAMPLE_SPACE to the name or ID of a space.");

const { id, name, createdAt } = await client.spaces.get({ space });
console.log(`${name} has the ID ${id}, and is from ${createdAt.toISOString()}`);

// A string with the form of an ID is taken for one. To leave no doubt:
const same = await client.spaces.get({ space: { id } });
console.log(`by its ID: ${same.name}`);
