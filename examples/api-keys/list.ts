// Lists API keys, without their secrets: your own user keys, and the service keys of a space.
//
//   npm run examples -- api-keys/list           against an emulator
//   npm run examples -- api-keys/list --live    on your account: ARIZE_API_KEY, ARIZE_EXAMPLE_SPACE
import { ArizeClient } from "arize-sdk";

const client = new ArizeClient();
const space = process.env.ARIZE_EXAMPLE_SPACE;
if (!space) throw new Error("Set ARIZE_EXAMPLE_SPACE to the name or ID of a space.");

// Awaited, a list is its first page, which knows the way to the next.
const page = await client.apiKeys.list({ limit: 1 }); // a page's size, not a maximum
const next = await page.getNextPage();
console.log(`${page.data.length} user key on the first page, ${next?.data.length ?? 0} on the second`);

// Iterated over, it is all pages, fetched as they are needed.
for await (const { name, redactedKey, expiresAt } of client.apiKeys.list({ space })) {
  console.log(`${name}: ${redactedKey}, ${expiresAt ? `ends ${expiresAt.toISOString()}` : "never ends"}`);
}

// As an array: say how much is too much.
const deleted = await client.apiKeys.list({ space, status: "deleted" }).toArray({ max: 500 });
console.log(`${deleted.length} deleted`);
