// Ends a client: its idle connections are closed, and later calls are refused.
//
//   npm run examples -- client/close           against an emulator
//   npm run examples -- client/close --live    on your account: ARIZE_API_KEY
import { ArizeClient, ConnectionError } from "arize-sdk";

const client = new ArizeClient();
console.log(`${(await client.apiKeys.list()).data.length} keys`);
client.close();

await client.apiKeys.list().catch((error: unknown) => {
  if (!(error instanceof ConnectionError)) throw error;
  console.log(`after close: ${error.message}`);
});

// The same at the end of a block, with TypeScript 5.2 or Node.js 24. A program needs neither in order to end.
{
  await using short = new ArizeClient();
  console.log(`${(await short.spaces.list()).data.length} spaces`);
}
