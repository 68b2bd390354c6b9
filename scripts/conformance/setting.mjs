// @ts-check
// What Schemathesis meets: an account whose IDs are known, so that made-up requests reach more than "not found".
import { writeFileSync } from "node:fs";
import { join } from "node:path";

// The IDs of the examples in openapi/arize.yaml are among them.
const [acme, globex] = ["T3JnYW5pemF0aW9uOjI3Okx3NWM=", "T3JnYW5pemF0aW9uOjI4OjlRYVo="];
const [ada, ben] = ["VXNlcjozMTI6OWZLZA==", "VXNlcjozMTM6aEo0dw=="];
const prod = "U3BhY2U6OTA1OjFKa1I=";
const report = "QXBpS2V5OjQ4MjE6UW03eA==";
const ownKeys = { ada: "QXBpS2V5OjE6Y2FsbA==", ben: "QXBpS2V5OjI6cGVlcg==" };

// Enough that some are left, however many are deleted and refreshed.
const keys = ids("ApiKey", 2_000);
const spaces = ids("Space", 400);
const spare = { keys: ids("ApiKey", 2_000, 10_000), spaces: ids("Space", 400, 10_000) };

/**
 * @param {string} type
 * @param {number} count
 * @param {number} [first]
 */
function ids(type, count, first = 5_000) {
  return Array.from({ length: count }, (_, index) => Buffer.from(`${type}:${first + index}:x`).toString("base64"));
}

const callers = [
  { id: ownKeys.ada, name: "caller", createdBy: "Ada", secret: "ak-emulator-conformance-ada" },
  { id: ownKeys.ben, name: "peer", createdBy: "Ben", secret: "ak-emulator-conformance-ben" },
];

const state = {
  organizations: [
    { id: acme, name: "Acme" },
    { id: globex, name: "Globex" },
  ],
  spaces: [prod, ...spaces, ...spare.spaces].map((id, index) => ({
    id,
    name: id === prod ? "prod" : `space ${index}`,
    organization: index % 10 === 9 ? "Globex" : "Acme",
  })),
  users: [
    { id: ada, name: "Ada", developer: true, accountAdmin: true },
    { id: ben, name: "Ben", organizations: { Globex: "member" } },
  ],
  keys: [
    ...callers,
    ...[report, ...keys, ...spare.keys].map((id, index) => ({
      id,
      name: `key ${index}`,
      createdBy: "Ada",
      ...(index % 2 === 0 ? { type: "service", space: "prod" } : { expiresAt: "2900-01-01T00:00:00Z" }),
    })),
  ],
};

/** Users whom Schemathesis calls as: Ada, and Ben to see whether he reads what is hers. */
const users = callers.map(({ name, secret }) => ({
  name,
  fixedHeaders: [{ name: "Authorization", value: `Bearer ${secret}` }],
}));

/** @param {string} authFile */
const config = (authFile) => `
[generation]
database = "none" # what one run found must not change the next

[dictionaries]
spaces = { values = ${JSON.stringify([prod, prod.replace("=", ""), ...spaces])} }
users = { values = ${JSON.stringify([ada, ben])} }
organizations = { values = ${JSON.stringify([acme, globex])} }
keys = { values = ${JSON.stringify(keys)} }

[parameters]
space_id = { dictionary = "spaces", probability = 0.5 }
user_id = { dictionary = "users", probability = 0.5 }
org_id = { dictionary = "organizations", probability = 0.5 }
organization_id = { dictionary = "organizations", probability = 0.8 }
api_key_id = { dictionary = "keys", probability = 0.7 }

[phases.coverage]
generate-duplicate-query-parameters = true

[phases.stateful]
max-steps = 8

# Else it tries to delete nothing but what it made, and stops early.
[[operations]]
include-method = "DELETE"
phases.fuzzing.extra-data-sources.responses = false

[auth.wfc]
path = ${JSON.stringify(authFile)}
user = "caller"
peers = ["caller", "peer"]

[cache]
enabled = false
`;

/**
 * Writes the emulator's state, Schemathesis's configuration and what hooks.py must know into a folder. `kept` is what most
 * requests need: without it the rest of a run would be 401 or 404.
 *
 * @param {string} folder
 */
export function writeSetting(folder) {
  const stateFile = join(folder, "state.json");
  const authFile = join(folder, "auth.json");
  const configFile = join(folder, "schemathesis.toml");
  const settingFile = join(folder, "setting.json");
  writeFileSync(stateFile, JSON.stringify(state));
  writeFileSync(authFile, JSON.stringify({ auth: users }));
  writeFileSync(configFile, config(authFile));
  writeFileSync(settingFile, JSON.stringify({ kept: [...Object.values(ownKeys), prod, report], ...spare }));
  return { stateFile, configFile, settingFile };
}
