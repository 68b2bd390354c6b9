import { ArizeClient, type ArizeClientOptions, type Logger } from "arize-sdk";

/** A key that appears in nothing but the requests: tests look for it. */
export const SENTINEL_KEY = "ak-SENTINEL-caller-000111222333";

export interface RecordingLogger extends Logger {
  readonly lines: { level: keyof Logger; message: string }[];
}

export function recordingLogger(): RecordingLogger {
  const lines: RecordingLogger["lines"] = [];
  const write = (level: keyof Logger) => (message: string) => void lines.push({ level, message });
  return { lines, debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
}

/** A client of a test server, which says nothing. */
export function clientOf(baseUrl: string, options: ArizeClientOptions = {}): ArizeClient {
  return new ArizeClient({ apiKey: SENTINEL_KEY, baseUrl, logLevel: "off", ...options });
}

/** What a promise was rejected with; a test that expects an error fails when there is none. */
export async function rejection(promise: PromiseLike<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("expected a rejection");
}

/** Loads what a first call loads, so that short deadlines measure the calls alone. */
export async function warmUp(): Promise<void> {
  await rejection(clientOf("http://127.0.0.1:9", { maxRetries: 0 }).apiKeys.list());
}
