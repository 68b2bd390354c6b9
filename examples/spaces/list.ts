// Lists the spaces that your key has access to, all of them and those whose name holds a text.
//
//   npm run examples -- spaces/list           against an emulator
//   npm run examples -- spaces/list --live    on your account: ARIZE_API_KEY
import { ArizeClient } from "arize-sdk";

const client = new ArizeClient();

for await (const { id, name, description } of client.spaces.list({ limit: 100 })) {
  console.log(`${id}  ${name}${description && `: ${description}`}`);
}

// The filter is a part of the name, in any case. For the one space of a name, see client/resolve-space-id.
const some = await client.spaces.list({ name: "PROD" }).toArray({ max: 500 });
console.log(`${some.length} have "prod" in their name`);
