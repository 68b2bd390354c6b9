// Options of one call: every method takes them as its second argument.
//
//   npm run examples -- client/request-options           against an emulator
//   npm run examples -- client/request-options --live    on your account: ARIZE_API_KEY
import { AbortError, ArizeClient } from "arize-sdk";

const client = new ArizeClient();

const { data } = await client.apiKeys.list(
  { limit: 5 },
  {
    timeout: 5_000, // for the whole call: lookup, repeats, waits and bodies
    maxRetries: 0,
    headers: { "x-trace": "example" },
  },
);
console.log(`${data.length} keys, within 5 seconds, at the first attempt`);

// A signal ends a call in any phase, and a list on any page: here after its first key.
const stop = new AbortController();
try {
  for await (const key of client.apiKeys.list({ limit: 1 }, { signal: stop.signal })) {
    console.log(`seen: ${key.name}`);
    stop.abort();
  }
} catch (error) {
  if (!(error instanceof AbortError)) throw error;
  console.log(error.message);
}
