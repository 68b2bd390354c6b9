// @ts-check
// The account that a program meets.
import { ArizeClient } from "arize-sdk";
import { startEmulator } from "arize-sdk/testing";
import { withoutAccount } from "../environment.mjs";
import { Secrets } from "./secrets.mjs";

/**
 * @typedef {object} Account
 * @property {NodeJS.ProcessEnv} env for the program's process
 * @property {Secrets} secrets what it may not print
 * @property {() => Promise<string[]>} changes what it left behind, or took away
 * @property {() => Promise<void>} close
 */

/**
 * An emulator's.
 *
 * @returns {Promise<Account>}
 */
export async function emulated() {
  const secrets = new Secrets();
  const emulator = await startEmulator({
    onExchange({ answer }) {
      const { key } = JSON.parse(answer?.text ?? "{}");
      if (key) secrets.add(key);
    },
  });
  for (const { apiKey } of emulator.users) secrets.add(apiKey);
  const contents = async () => {
    const { keys, spaces } = emulator.state();
    return named(
      keys.filter(({ status }) => status === "active"),
      spaces,
    );
  };
  return {
    env: {
      ...withoutAccount(),
      ARIZE_API_KEY: emulator.apiKey,
      ARIZE_BASE_URL: emulator.url,
      ARIZE_EXAMPLE_SPACE: "prod",
      ARIZE_EXAMPLE_ORGANIZATION_ID: emulator.organizations[0]?.id,
      // No proxy that the environment names is on the way to this machine.
      NO_PROXY: "127.0.0.1",
      no_proxy: "127.0.0.1",
    },
    secrets,
    changes: await watch(contents),
    close: () => emulator.close(),
  };
}

/**
 * The one in the environment. Others work there too: only what bears the examples' name is looked at.
 *
 * @returns {Promise<Account>}
 */
export async function live() {
  const secrets = new Secrets();
  secrets.add(process.env.ARIZE_API_KEY?.trim() ?? "");
  const client = new ArizeClient({ prereleaseWarnings: false });
  const { ARIZE_EXAMPLE_SPACE: space } = process.env;
  const contents = async () => {
    const keys = await client.apiKeys.list({ limit: 100 }).toArray();
    if (space) keys.push(...(await client.apiKeys.list({ space, limit: 100 }).toArray()));
    const spaces = await client.spaces.list({ name: PREFIX, limit: 100 }).toArray();
    return named(keys.filter(isExample), spaces.filter(isExample));
  };
  return { env: process.env, secrets, changes: await watch(contents), close: async () => client.close() };
}

/**
 * None: for programs that bring their own.
 *
 * @returns {Promise<Account>}
 */
export async function none() {
  return { env: withoutAccount(), secrets: new Secrets(), changes: async () => [], close: async () => {} };
}

const PREFIX = "arize-sdk-example";
const isExample = (/** @type {{ name: string }} */ { name }) => name.startsWith(PREFIX);

/**
 * @param {{ id?: string, name: string }[]} keys
 * @param {{ id?: string, name: string }[]} spaces
 */
function named(keys, spaces) {
  return new Map([
    ...keys.map(({ id, name }) => /** @type {const} */ ([id, `the key ${name}`])),
    ...spaces.map(({ id, name }) => /** @type {const} */ ([id, `the space ${name}`])),
  ]);
}

/**
 * @param {() => Promise<ReturnType<typeof named>>} contents
 * @returns {Promise<() => Promise<string[]>>} what has changed since
 */
async function watch(contents) {
  const before = await contents();
  return async () => {
    const after = await contents();
    const left = [...after].filter(([id]) => !before.has(id)).map(([, what]) => `leaves ${what}`);
    const gone = [...before].filter(([id]) => !after.has(id)).map(([, what]) => `takes away ${what}`);
    return [...left, ...gone];
  };
}
