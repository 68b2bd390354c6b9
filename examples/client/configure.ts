// Makes a client with options. What isn't given comes from the environment, as in `new ArizeClient()`.
//
//   npm run examples -- client/configure           against an emulator
//   npm run examples -- client/configure --live    on your account: ARIZE_API_KEY
import { ArizeClient } from "arize-sdk";

const line = (level: string) => (message: string) => console.log(JSON.stringify({ level, message }));

const client = new ArizeClient({
  // A function is asked before each attempt: a service whose own key rotates reads it from its vault here.
  apiKey: async () => process.env.ARIZE_API_KEY ?? "",
  timeout: 10_000, // for a whole call
  maxRetries: 4, // where a repeat is safe
  logLevel: "debug", // a line for each attempt; the default is warn
  logger: { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") },
  prereleaseWarnings: false,
  defaultHeaders: { "x-team": "platform" },
});

console.log(client); // never shows the key
await client.apiKeys.list({ limit: 1 });
