// Calls an API of your own on the client's connection: with its key, repeats, deadline and errors. DirectoryApi is what
// openapi-generator makes of directory/openapi.yaml. To put modules on the client, see client.extend in the README.
//
//   npm run examples -- client/api           against an emulator
//   npm run examples -- client/api --live    on your account: ARIZE_API_KEY, ARIZE_EXAMPLE_SPACE
import { ArizeClient } from "arize-sdk";
import { DirectoryApi } from "./directory/generated/api.js";

const client = new ArizeClient();
const name = process.env.ARIZE_EXAMPLE_SPACE;
if (!name) throw new Error("Set ARIZE_EXAMPLE_SPACE to the name of a space.");

const directory = client.api(DirectoryApi);
const { data, status } = await directory.findSpaces(name, 10, { timeout: 5_000 });
console.log(`${status}: ${data.spaces.map((space) => space.name).join(", ")}`);
