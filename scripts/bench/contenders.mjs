// @ts-check
// Who is compared, and how each does the same work, written as its documentation has it.
import http from "node:http";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const API_KEY = "ak-benchmark-000111222333";
const SPACE_ID = "U3BhY2U6OTA1OjFKa1I=";

/** @typedef {(path: string, init: object) => Promise<{ data: any }>} Untyped without the types of a document */
/** @typedef {{ data: unknown[], next?: string | undefined }} Page */
/**
 * One client of a service.
 *
 * @typedef {object} Client
 * @property {(limit?: number, cursor?: string) => Promise<Page>} list one page of keys
 * @property {(name: string) => Promise<unknown>} [create] one service key
 * @property {(limit: number) => AsyncIterable<unknown>} [iterate] all keys, the client's own way
 */

export const environment = {
  ARIZE_API_KEY: API_KEY,
  ARIZE_LOG_LEVEL: "off",
  DISABLE_PRERELEASE_WARNING: "true",
};

/**
 * Makes a client of the service at `url`; `module` is the build of this SDK to load.
 *
 * @type {Record<string, (url: string, module?: string) => Client>}
 */
export const clients = {
  "arize-sdk"(url, module = "../../dist/index.js") {
    /** @type {typeof import("arize-sdk")} */
    const { ArizeClient } = require(module);
    const client = new ArizeClient({ apiKey: API_KEY, baseUrl: url, logLevel: "off" });
    return {
      async list(limit, cursor) {
        const { data, pagination } = await client.apiKeys.list({ limit, cursor });
        return { data, next: pagination.nextCursor };
      },
      create: (name) => client.apiKeys.createServiceKey({ name, space: "prod" }),
      iterate: (limit) => client.apiKeys.list({ limit }),
    };
  },

  "ax-client"(url) {
    const { createClient, listApiKeys, createApiKey } = require("@arizeai/ax-client");
    const client = createClient({ apiKey: API_KEY, baseUrl: url });
    return {
      async list(limit, cursor) {
        const { data, pagination } = await listApiKeys({ client, limit, cursor });
        return { data, next: pagination.nextCursor };
      },
      create: (name) => createApiKey({ client, name, keyType: "service", spaceId: SPACE_ID }),
    };
  },

  axios(url) {
    const client = require("axios").create({
      baseURL: url,
      headers: { authorization: `Bearer ${API_KEY}` },
      httpAgent: new http.Agent({ keepAlive: true, maxSockets: 256 }),
      maxRedirects: 0,
      timeout: 60_000,
    });
    return {
      async list(limit = 50, cursor) {
        const { data } = await client.get("/v2/api-keys", { params: { limit, cursor } });
        return { data: data.api_keys, next: data.pagination.next_cursor };
      },
      create: (name) => client.post("/v2/api-keys", { name, key_type: "service", space_id: SPACE_ID }),
    };
  },

  "openapi-fetch"(url) {
    /** @type {{ default: unknown }} */
    const { default: made } = require("openapi-fetch");
    const createClient = /** @type {(options: object) => Record<"GET" | "POST", Untyped>} */ (made);
    const client = createClient({ baseUrl: url, headers: { authorization: `Bearer ${API_KEY}` } });
    return {
      async list(limit = 50, cursor) {
        const { data } = await client.GET("/v2/api-keys", { params: { query: { limit, cursor } } });
        return { data: data.api_keys, next: data.pagination.next_cursor };
      },
      create: (name) => client.POST("/v2/api-keys", { body: { name, key_type: "service", space_id: SPACE_ID } }),
    };
  },

  "node:http"(url) {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });
    const headers = { authorization: `Bearer ${API_KEY}` };
    /** @type {(path: string, method: string, body?: string) => Promise<any>} */
    const send = (path, method, body) =>
      new Promise((resolve, reject) => {
        const request = http.request(url + path, { agent, method, headers }, (response) => {
          /** @type {Buffer[]} */
          const chunks = [];
          response.on("data", (chunk) => chunks.push(chunk));
          response.on("end", () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
          response.on("error", reject);
        });
        request.on("error", reject);
        request.end(body);
      });
    return {
      async list(limit = 50, cursor = "") {
        const data = await send(`/v2/api-keys?limit=${limit}${cursor && `&cursor=${cursor}`}`, "GET");
        return { data: data.api_keys, next: data.pagination.next_cursor };
      },
      create: (name) => send("/v2/api-keys", "POST", JSON.stringify({ name, key_type: "service", space_id: SPACE_ID })),
    };
  },
};

/**
 * The smallest programs: what they import, how they make a client, and how that lists keys.
 *
 * @type {Record<string, { names: string, from: string, make?: string, list: string }>}
 */
const programs = {
  "arize-sdk": {
    names: "{ ArizeClient }",
    from: "arize-sdk",
    make: "const client = new ArizeClient();",
    list: "client.apiKeys.list()",
  },
  "ax-client": {
    names: "{ createClient, listApiKeys }",
    from: "@arizeai/ax-client",
    make: "const client = createClient();",
    list: "listApiKeys({ client })",
  },
  axios: {
    names: "axios",
    from: "axios",
    make: "const client = axios.create({ maxRedirects: 0, timeout: 60_000 });",
    list: 'client.get(process.env.ARIZE_BASE_URL + "/v2/api-keys?limit=50")',
  },
  "openapi-fetch": {
    names: "createClient",
    from: "openapi-fetch",
    make: "const client = createClient({ baseUrl: process.env.ARIZE_BASE_URL });",
    list: 'client.GET("/v2/api-keys")',
  },
  "node:http": {
    names: "http",
    from: "node:http",
    list: `new Promise((resolve) => http.get(process.env.ARIZE_BASE_URL + "/v2/api-keys", (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk) => (text += chunk)).on("end", () => resolve(JSON.parse(text)));
    }))`,
  },
};

/** The name of a contender's package in node_modules, if it is one. @param {string} name */
export function packageOf(name) {
  return programs[name]?.from ?? name;
}

/**
 * A program as text: it loads a contender and makes a client, and with `lists` it lists keys once. At its end it prints
 * the processor's time that it took, in microseconds; with no contender it does nothing else.
 *
 * @param {string | undefined} name
 * @param {"mjs" | "cjs"} format
 * @param {boolean} lists
 */
export function programText(name, format, lists) {
  const { names = "", from = "", make = "", list = "" } = (name && programs[name]) || {};
  const load = (/** @type {string} */ what, /** @type {string} */ where) =>
    format === "mjs" ? `import ${what} from "${where}";` : `const ${what} = require("${where}");`;
  const defaults = format === "cjs" && from === "openapi-fetch" ? `{ default: ${names} }` : names;
  const end = `() => {
    const { user, system } = process.cpuUsage();
    writeSync(1, String(user + system));
    process.exit();
  }`;
  return `${load("{ writeSync }", "node:fs")}
${from && load(defaults, from)}
${make}
${lists ? `${list}.then(${end})` : `(${end})()`};
`;
}
