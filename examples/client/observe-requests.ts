// Counts and times requests for your metrics, without touching the log: each attempt is an event without secrets.
//
//   npm run examples -- client/observe-requests           against an emulator
//   npm run examples -- client/observe-requests --live    on your account: ARIZE_API_KEY, ARIZE_EXAMPLE_SPACE
import { subscribe } from "node:diagnostics_channel";
import { ArizeClient, type RequestEvent } from "arize-sdk";

subscribe("arize-sdk:request", (message) => {
  const { operation, attempt, status, code, durationMs } = message as RequestEvent;
  console.log(`${operation} attempt=${attempt} result=${status ?? code} ms=${Math.round(durationMs)}`);
});

const client = new ArizeClient();
const space = process.env.ARIZE_EXAMPLE_SPACE;
if (!space) throw new Error("Set ARIZE_EXAMPLE_SPACE to the name or ID of a space.");

await client.apiKeys.list({ space, limit: 10 }); // with the lookup of its name: two requests
await client.apiKeys.list({ space, limit: 10 }); // its ID is known now: one
