#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { VERSION } from "../version.js";
import { type Emulator, startEmulator } from "./emulator.js";

const HELP = `Usage: arize-emulator [options]

A server of the Arize API for tests, on this machine. It keeps everything in memory.

  --port N      the port to listen on (default: any free one)
  --host H      the address to listen on (default: 127.0.0.1, which only this machine reaches)
  --state FILE  what it holds at the start, as JSON in the form of the type EmulatorState
  --control     also serve /__emulator/faults, /clock, /reset and /requests
  --json        print one line of JSON: {"url", "apiKey", "spaces": [{"id", "name"}]}
  --help        print this text
  --version     print the version

It stops on SIGINT and SIGTERM.
`;

const BAD_USAGE = 2;

class UsageError extends Error {}

function readFlags() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: "string" },
        host: { type: "string" },
        state: { type: "string" },
        control: { type: "boolean" },
        json: { type: "boolean" },
        help: { type: "boolean" },
        version: { type: "boolean" },
      },
    });
    const port = Number(values.port ?? 0);
    if (values.port === "" || !Number.isInteger(port) || port < 0 || port > 65_535) {
      throw new UsageError(`--port must be a number from 0 to 65535, not ${JSON.stringify(values.port)}`);
    }
    return { ...values, port };
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
}

function readState(file: string) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`can't read the state from ${file}: ${messageOf(error)}`);
  }
}

function story({ url, apiKey, users, spaces }: Emulator): string {
  const others = users.slice(1).map((user) => {
    const rights = [user.developer && "developer", user.accountAdmin && "account admin"].filter(Boolean);
    return `  ${user.apiKey}  ${rights.join(", ") || "neither developer nor account admin"}\n`;
  });
  return `The Arize emulator ${VERSION} listens on ${url}, until Ctrl+C. To use it:

  export ARIZE_API_KEY=${apiKey}
  export ARIZE_BASE_URL=${url}
${proxied() ? `  export NO_PROXY=${new URL(url).hostname}\n` : ""}${others.length > 0 ? `\nKeys of other users:\n${others.join("")}` : ""}
Spaces: ${spaces.map(({ name }) => name).join(", ") || "none"}
`;
}

/** Whether clients in this environment would call the emulator through a proxy. */
function proxied(): boolean {
  return Boolean(process.env.HTTP_PROXY || process.env.http_proxy || process.env.ALL_PROXY || process.env.all_proxy);
}

async function main(): Promise<void> {
  const flags = readFlags();
  if (flags.help || flags.version) return void process.stdout.write(flags.help ? HELP : `${VERSION}\n`);
  const { port, host, control } = flags;
  const state = flags.state === undefined ? undefined : readState(flags.state);
  const emulator = await startEmulator({ port, host, control, state }).catch((error: unknown) => {
    const inUse = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    throw inUse ? new Error(`port ${port} is in use; choose another with --port, or none for any free one`) : error;
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void emulator.close());
  const { url, apiKey } = emulator;
  const spaces = emulator.spaces.map(({ id, name }) => ({ id, name }));
  process.stdout.write(flags.json ? `${JSON.stringify({ url, apiKey, spaces })}\n` : story(emulator));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

main().catch((error: unknown) => {
  const usage = error instanceof UsageError;
  process.stderr.write(`arize-emulator: ${messageOf(error)}${usage ? "\nTry arize-emulator --help" : ""}\n`);
  process.exitCode = usage ? BAD_USAGE : 1;
});
