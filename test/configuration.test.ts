import http from "node:http";
import https from "node:https";
import { inspect } from "node:util";
import {
  ArizeClient,
  type ArizeClientOptions,
  ConfigurationError,
  MissingApiKeyError,
  RateLimitError,
  ResponseError,
  TimeoutError,
} from "arize-sdk";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { clientOf, recordingLogger, rejection, SENTINEL_KEY } from "./support/client.js";
import { wireKey } from "./support/operations.js";
import { serve } from "./support/server.js";
import { expectError, thrown } from "./support/thrown.js";

const VARIABLES = [
  "ARIZE_API_KEY",
  "ARIZE_BASE_URL",
  "ARIZE_REGION",
  "ARIZE_SINGLE_HOST",
  "ARIZE_BASE_DOMAIN",
  "ARIZE_API_HOST",
  "ARIZE_API_SCHEME",
  "ARIZE_REQUEST_VERIFY",
  "ARIZE_LOG_LEVEL",
  "ARIZE_PRERELEASE_WARNINGS",
];
const page = { body: { api_keys: [wireKey], pagination: { has_more: false } } };

beforeEach(() => {
  for (const name of VARIABLES) vi.stubEnv(name, undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

type Environment = Record<string, string>;

function setEnvironment(environment: Environment): void {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
}

/** The address of a client that these options and variables make. */
function baseUrl(options: ArizeClientOptions, environment: Environment = {}): string {
  setEnvironment(environment);
  return new ArizeClient({ apiKey: SENTINEL_KEY, logLevel: "off", ...options }).toJSON().baseUrl;
}

/** The error of a client that these options and variables can't make. Options are untyped: users of JavaScript have no types. */
function failure(options: Record<string, unknown>, environment: Environment = {}): ConfigurationError {
  setEnvironment(environment);
  const error = thrown(() => new ArizeClient({ apiKey: SENTINEL_KEY, logLevel: "off", ...options }));
  return expectError(error, ConfigurationError);
}

describe("the endpoint", () => {
  test.each<[ArizeClientOptions, Environment, string]>([
    [{}, {}, "https://api.arize.com"],
    [{ baseUrl: "https://arize.example.com" }, {}, "https://arize.example.com"],
    [{ baseUrl: "https://arize.example.com/" }, {}, "https://arize.example.com"],
    [{ baseUrl: "https://arize.example.com/a/prefix//" }, {}, "https://arize.example.com/a/prefix"],
    [{ baseUrl: "  https://arize.example.com  " }, {}, "https://arize.example.com"],
    [{ baseUrl: "HTTPS://ARIZE.example.com:443/x" }, {}, "https://arize.example.com/x"],
    [{ baseUrl: "http://[::1]:8080" }, {}, "http://[::1]:8080"],
    [{}, { ARIZE_BASE_URL: "http://localhost:8080/v" }, "http://localhost:8080/v"],
    [{ region: "ca-central-1a" }, {}, "https://api.ca-central-1a.arize.com"],
    [{ region: "eu-west-1a" }, {}, "https://api.eu-west-1a.arize.com"],
    [{ region: "us-central-1a" }, {}, "https://api.us-central-1a.arize.com"],
    [{ region: "us-east-1b" }, {}, "https://api.us-east-1b.arize.com"],
    [{}, { ARIZE_REGION: "eu-west-1a" }, "https://api.eu-west-1a.arize.com"],
    [{ singleHost: "one.example.com" }, {}, "https://one.example.com"],
    [{ singleHost: "one.example.com:8443" }, {}, "https://one.example.com:8443"],
    [{}, { ARIZE_SINGLE_HOST: "one.example.com:8443" }, "https://one.example.com:8443"],
    [{ baseDomain: "corp.example.com" }, {}, "https://api.corp.example.com"],
    [{}, { ARIZE_BASE_DOMAIN: "corp.example.com" }, "https://api.corp.example.com"],
    [{ apiHost: "api.example.com" }, {}, "https://api.example.com"],
    [{}, { ARIZE_API_HOST: "api.example.com:8443" }, "https://api.example.com:8443"],
    [{ apiScheme: "http" }, {}, "http://api.arize.com"],
    [{ apiScheme: "http", apiHost: "localhost:4010" }, {}, "http://localhost:4010"],
    [{}, { ARIZE_API_SCHEME: "http", ARIZE_API_HOST: "127.0.0.1:4010" }, "http://127.0.0.1:4010"],
    [{}, { ARIZE_API_SCHEME: "HTTP", ARIZE_API_HOST: "127.0.0.1:4010" }, "http://127.0.0.1:4010"],
    [{}, { ARIZE_REGION: "EU-West-1a" }, "https://api.eu-west-1a.arize.com"],
    [{ apiScheme: "http", singleHost: "one.example.com" }, {}, "http://one.example.com"],
  ])("of %j and %j is %s", (options, environment, expected) => {
    expect(baseUrl(options, environment)).toBe(expected);
  });

  test.each<[ArizeClientOptions, Environment, string]>([
    [{ apiHost: "a.example.com" }, { ARIZE_API_HOST: "b.example.com" }, "https://a.example.com"],
    [{ apiScheme: "https" }, { ARIZE_API_SCHEME: "http" }, "https://api.arize.com"],
    [{ apiHost: "a.example.com" }, { ARIZE_API_SCHEME: "http" }, "http://a.example.com"],
    [{ region: "us-east-1b" }, { ARIZE_REGION: "eu-west-1a" }, "https://api.us-east-1b.arize.com"],
  ])("of %j beats the variables %j", (options, environment, expected) => {
    expect(baseUrl(options, environment)).toBe(expected);
  });

  test.each<[ArizeClientOptions]>([
    [{ baseUrl: "https://mine.example.com" }],
    [{ region: "us-east-1b" }],
    [{ singleHost: "mine.example.com" }],
    [{ baseDomain: "mine.example.com" }],
  ])("of %j ignores every variable that names an endpoint, wrong ones too", (options) => {
    const alone = baseUrl(options);

    expect(
      baseUrl(options, {
        ARIZE_BASE_URL: "not a URL",
        ARIZE_REGION: "nowhere",
        ARIZE_SINGLE_HOST: "bad host",
        ARIZE_BASE_DOMAIN: "bad domain",
        ARIZE_API_HOST: "bad host",
        ARIZE_API_SCHEME: "gopher",
      }),
    ).toBe(alone);
  });

  test.each<[Environment]>([
    [{ ARIZE_BASE_URL: "https://mine.example.com" }],
    [{ ARIZE_REGION: "us-east-1b" }],
    [{ ARIZE_SINGLE_HOST: "mine.example.com" }],
    [{ ARIZE_BASE_DOMAIN: "mine.example.com" }],
  ])("of %j wins over an apiHost, from the code or the environment", (environment) => {
    const alone = baseUrl({}, environment);

    expect(baseUrl({ apiHost: "other.example.com" })).toBe(alone);
    expect(baseUrl({}, { ARIZE_API_HOST: "other.example.com" })).toBe(alone);
  });

  test("is still that of the apiHost when the four variables are blank", () => {
    const environment = { ARIZE_BASE_URL: "", ARIZE_REGION: " ", ARIZE_SINGLE_HOST: "\t", ARIZE_BASE_DOMAIN: "\n" };

    expect(baseUrl({}, { ...environment, ARIZE_API_HOST: " h.example.com " })).toBe("https://h.example.com");
  });

  const selectors = {
    baseUrl: ["ARIZE_BASE_URL", "https://a.example.com"],
    region: ["ARIZE_REGION", "eu-west-1a"],
    singleHost: ["ARIZE_SINGLE_HOST", "b.example.com"],
    baseDomain: ["ARIZE_BASE_DOMAIN", "c.example.com"],
  } as const;
  const names = ["baseUrl", "region", "singleHost", "baseDomain"] as const;
  const pairs = names.flatMap((first, index) => names.slice(index + 1).map((second) => [first, second] as const));

  test.each(pairs)("can't be named by the options %s and %s at once", (first, second) => {
    const error = failure({ [first]: selectors[first][1], [second]: selectors[second][1] });

    expect(error.message).toContain(`option ${first}`);
    expect(error.message).toContain(`option ${second}`);
    expect(error.message).not.toContain("environment");
  });

  test.each(pairs)("can't be named by the variables of %s and %s at once", (first, second) => {
    const error = failure(
      {},
      { [selectors[first][0]]: selectors[first][1], [selectors[second][0]]: selectors[second][1] },
    );

    expect(error.message).toContain(`environment variable ${selectors[first][0]}`);
    expect(error.message).toContain(`environment variable ${selectors[second][0]}`);
  });

  test("refuses two options even when the environment has one more", () => {
    const error = failure({ region: "eu-west-1a", baseDomain: "x.example.com" }, { ARIZE_BASE_URL: "https://a.b" });

    expect(error.message).toContain("option region");
    expect(error.message).toContain("option baseDomain");
  });

  test.each([
    [{ region: "eu-west-2" }, {}, "the option region"],
    [{}, { ARIZE_REGION: "eu-west-2" }, "the environment variable ARIZE_REGION"],
  ])("in an unknown region (%j, %j) is refused with the known ones", (options, environment, source) => {
    const error = failure(options, environment as Environment);

    expect(error.option).toBe("region");
    expect(error.message.toLowerCase()).toContain(source.toLowerCase());
    expect(error.message).toContain("ca-central-1a, eu-west-1a, us-central-1a, us-east-1b");
    expect(error.message).toContain('"eu-west-2"');
  });
});

describe("the base URL refuses", () => {
  test.each([
    ["credentials", "https://user:hunter2@api.example.com", "credentials"],
    ["a user alone", "https://user@api.example.com", "credentials"],
    ["a query", "https://api.example.com/?a=1", "query"],
    ["an empty query", "https://api.example.com/?", "query"],
    ["a fragment", "https://api.example.com/#x", "fragment"],
    ["another scheme", "ftp://api.example.com", "http or https"],
    ["a scheme without a host", "https://", "http or https"],
    ["a host without a scheme", "api.example.com", "http or https"],
    ["a path", "/v2", "http or https"],
    ["control characters", "https://api.example.com/\u007fx", "http or https"],
    ["a line break, which a URL parser would drop", "https://api.exa\nmple.com", "http or https"],
    ["a port out of range", "https://api.example.com:99999", "http or https"],
  ])("%s", (_what, url, expected) => {
    for (const error of [failure({ baseUrl: url }), failure({}, { ARIZE_BASE_URL: url })]) {
      expect(error.option).toBe("baseUrl");
      expect(error.message).toContain(expected);
      expect(error.message).not.toContain("hunter2");
    }
  });

  test("what is no string", () => {
    expect(failure({ baseUrl: new URL("https://api.example.com") }).option).toBe("baseUrl");
    expect(failure({ baseUrl: null }).option).toBe("baseUrl");
  });
});

describe("a host or domain refuses", () => {
  const bad = [
    "https://api.example.com",
    "api.example.com/path",
    "user:hunter2@api.example.com",
    "api example.com",
    "api.example.com:",
    "api.example.com:port",
    "api.example.com:99999",
    "[::1",
    "[:::::]",
    "1.2.3.999",
    "exämple.com",
    "a\nb",
  ];

  test.each(bad)("%j", (value) => {
    for (const option of ["singleHost", "apiHost", "baseDomain"]) {
      const error = failure({ [option]: value });

      expect(error.option).toBe(option);
      expect(error.message).toMatch(new RegExp(`^The option ${option} must be a (host|domain), like `));
      expect(error.message).not.toContain("hunter2");
    }
  });

  test.each([
    ["ARIZE_SINGLE_HOST", "singleHost"],
    ["ARIZE_API_HOST", "apiHost"],
    ["ARIZE_BASE_DOMAIN", "baseDomain"],
  ])("a bad value of %s, and says where it came from", (variable, option) => {
    const error = failure({}, { [variable]: "a b" });

    expect(error.option).toBe(option);
    expect(error.message).toContain(`The environment variable ${variable} `);
    expect(error.message).toContain('"a b"');
  });

  test("a port in a domain", () => {
    expect(failure({ baseDomain: "example.com:8443" }).option).toBe("baseDomain");
  });

  test("whatever doesn't make a URL, always as a ConfigurationError", { timeout: 60_000 }, () => {
    const options = fc.constantFrom("baseUrl", "singleHost", "apiHost", "baseDomain", "region", "apiScheme");
    const texts = fc.oneof(fc.string({ unit: "binary" }), fc.webUrl(), fc.domain(), fc.ipV6(), fc.ipV4Extended());
    fc.assert(
      fc.property(options, texts, (option, value) => {
        try {
          const client = new ArizeClient({ apiKey: SENTINEL_KEY, logLevel: "off", [option]: value });
          const made = client.toJSON().baseUrl;

          expect(new URL(made).username).toBe("");
          expect(made.startsWith("https://") || made.startsWith("http://")).toBe(true);
        } catch (error) {
          expect(expectError(error, ConfigurationError).option).toBe(option);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

test.each([
  [{ apiScheme: "ftp" }, {}, "The option apiScheme"],
  [{ apiScheme: "HTTPS" }, {}, "The option apiScheme"],
  [{}, { ARIZE_API_SCHEME: "ftp" }, "The environment variable ARIZE_API_SCHEME"],
])("refuses a scheme that is neither http nor https: %j %j", (options, environment, source) => {
  const error = failure(options, environment as Environment);

  expect(error.option).toBe("apiScheme");
  expect(error.message).toContain(source);
  expect(error.message).toContain("http or https");
});

describe("an option", () => {
  test.each([
    ["apiKeys", "apiKey"],
    ["baseURL", "baseUrl"],
    ["base_url", "baseUrl"],
    ["timeoutMs", "timeout"],
    ["maxRetry", "maxRetries"],
    ["host", "apiHost"],
  ])("that doesn't exist (%s) is refused with the nearest one, %s", (name, nearest) => {
    const error = failure({ [name]: "x" });

    expect(error.option).toBe(name);
    expect(error.message).toContain(`There is no option ${name}; did you mean ${nearest}?`);
  });

  test("that is like no other is refused without a guess", () => {
    expect(failure({ zzzzzz: 1 }).message).toBe("There is no option zzzzzz.");
  });

  test.each(["toString", "constructor", "hasOwnProperty"])("%s doesn't exist either", (name) => {
    expect(failure({ [name]: 1 }).option).toBe(name);
  });

  test.each([
    "apiKey",
    "baseUrl",
    "region",
    "singleHost",
    "baseDomain",
    "apiHost",
    "apiScheme",
    "logLevel",
  ])("%s that is blank is an error, whatever the environment says", (name) => {
    for (const blank of ["", "  ", "\t\n"]) {
      const error = failure(
        { [name]: blank },
        { ARIZE_API_KEY: SENTINEL_KEY, ARIZE_API_HOST: "a.example.com", ARIZE_LOG_LEVEL: "off" },
      );

      expect(error.option).toBe(name);
      expect(error.message).toBe(`The option ${name} must not be blank.`);
    }
  });

  test("that is undefined is absent", () => {
    const everything: ArizeClientOptions = {
      baseUrl: undefined,
      region: undefined,
      singleHost: undefined,
      baseDomain: undefined,
      apiHost: undefined,
      apiScheme: undefined,
      requestVerify: undefined,
      timeout: undefined,
      maxRetries: undefined,
      logger: undefined,
      prereleaseWarnings: undefined,
      maxResponseBytes: undefined,
      spaceCacheTtl: undefined,
      httpAgent: undefined,
      httpsAgent: undefined,
      defaultHeaders: undefined,
      dangerouslyAllowBrowser: undefined,
    };

    expect(baseUrl(everything)).toBe("https://api.arize.com");
    expect(baseUrl(everything, { ARIZE_API_HOST: "a.example.com" })).toBe("https://a.example.com");
  });

  test.each([[null], ["ak-SENTINEL-caller-000111222333"], [42], [[]]])("can't come in the form of %j", (options) => {
    const error = expectError(
      thrown(() => Reflect.construct(ArizeClient, [options])),
      ConfigurationError,
    );

    expect(error.option).toBe("options");
    expect(error.message).not.toContain(SENTINEL_KEY);
  });

  const numbers: [string, number, number][] = [
    ["timeout", 0, 2 ** 31 - 1],
    ["maxRetries", 0, 100],
    ["maxResponseBytes", 1, Number.MAX_SAFE_INTEGER],
    ["spaceCacheTtl", 0, 2 ** 31 - 1],
  ];

  test.each(numbers)("%s takes the integers from %d to %d", (name, minimum, maximum) => {
    expect(baseUrl({ [name]: minimum })).toBe("https://api.arize.com");
    expect(baseUrl({ [name]: maximum })).toBe("https://api.arize.com");
    for (const value of [minimum - 1, maximum + 1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "5", null, 5n]) {
      const error = failure({ [name]: value });

      expect(error.option).toBe(name);
      expect(error.message).toContain(`The option ${name} must be an integer from ${minimum} to ${maximum}`);
    }
  });

  test.each(["requestVerify", "prereleaseWarnings"])("%s takes true and false only", (name) => {
    for (const value of ["false", "true", 0, 1, null]) expect(failure({ [name]: value }).option).toBe(name);
  });

  test("logLevel must be one of the levels", () => {
    const error = failure({ logLevel: "verbose" });

    expect(error.option).toBe("logLevel");
    expect(error.message).toContain("debug, info, warn, error, off");
  });

  test.each([
    [null],
    ["console"],
    [{}],
    [{ debug() {}, info() {}, warn() {} }],
    [{ debug() {}, info() {}, warn() {}, error: "no" }],
  ])("logger must have every method: %j", (logger) => {
    const error = failure({ logger });

    expect(error.option).toBe("logger");
    expect(error.message).toContain("debug, info, warn, error");
  });
});

describe("flags in the environment", () => {
  const warns = (environment: Environment) => {
    setEnvironment(environment);
    const logger = recordingLogger();
    new ArizeClient({ apiKey: SENTINEL_KEY, logger });
    return logger.lines.length > 0;
  };

  test.each(["0", "false", "no", "off", "FALSE", "No", " oFF "])("say no by %j", (value) => {
    expect(warns({ ARIZE_REQUEST_VERIFY: value })).toBe(true);
  });

  test.each(["1", "true", "yes", "on", "TRUE", "Yes", " oN ", "", "  "])("say yes, or nothing, by %j", (value) => {
    expect(warns({ ARIZE_REQUEST_VERIFY: value })).toBe(false);
  });

  test.each(["ARIZE_REQUEST_VERIFY", "ARIZE_PRERELEASE_WARNINGS"])("say nothing by other words: %s", (variable) => {
    for (const value of ["2", "nope", "truee", "0 0"]) {
      const error = failure({}, { [variable]: value });

      expect(error.message).toContain(`The environment variable ${variable} must be`);
      expect(error.message).toContain("1, true, yes, on, 0, false, no, off");
    }
  });

  test("are beaten by the option", () => {
    setEnvironment({ ARIZE_REQUEST_VERIFY: "false" });
    const logger = recordingLogger();
    new ArizeClient({ apiKey: SENTINEL_KEY, logger, requestVerify: true });

    expect(logger.lines).toEqual([]);
  });
});

describe("the API key", () => {
  test.each([
    [{}],
    [{ ARIZE_API_KEY: "" }],
    [{ ARIZE_API_KEY: " \t" }],
  ])("is missing with the variables %j", (environment) => {
    setEnvironment(environment as Environment);
    const error = expectError(
      thrown(() => new ArizeClient()),
      MissingApiKeyError,
    );

    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error.name).toBe("MissingApiKeyError");
    expect(error.option).toBe("apiKey");
    expect(error.message).toContain("apiKey");
    expect(error.message).toContain("ARIZE_API_KEY");
  });

  test("comes from the environment, trimmed", async () => {
    await using server = await serve(() => page);
    setEnvironment({ ARIZE_API_KEY: "  ak-from-the-environment \n" });
    await new ArizeClient({ baseUrl: server.url, logLevel: "off" }).apiKeys.list();

    expect(server.requests[0]?.headers.authorization).toBe("Bearer ak-from-the-environment");
  });

  test("of the option beats that of the environment", async () => {
    await using server = await serve(() => page);
    setEnvironment({ ARIZE_API_KEY: "ak-from-the-environment" });
    await clientOf(server.url).apiKeys.list();

    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${SENTINEL_KEY}`);
  });

  test.each([
    ["ak-\u0000secretsecret"],
    ["ak-secret\nsecret"],
    ["ak-secret\tsecret"],
    ["ak-sécr€t"],
    ["Bearer ak-secretsecret"],
    ['"ak-secretsecret"'],
    ["'ak-secretsecret'"],
    [42],
    [null],
    [{}],
  ])("can't be %j, which the message doesn't repeat", (apiKey) => {
    const error = failure({ apiKey });

    expect(error.option).toBe("apiKey");
    expect(error.message).toContain("The option apiKey must be a string without control characters, or a function");
    expect(error.message).not.toMatch(/secret|s.cr.t/);
  });

  test("of a bad variable is not repeated", () => {
    setEnvironment({ ARIZE_API_KEY: "my-very\u0007secret" });
    const error = expectError(
      thrown(() => new ArizeClient()),
      ConfigurationError,
    );

    expect(error.message).toContain("The environment variable ARIZE_API_KEY");
    expect(error.message).not.toContain("secret");
  });

  test.each([
    ["sync", (keys: string[]) => () => keys.shift() ?? "none"],
    ["async", (keys: string[]) => async () => keys.shift() ?? "none"],
  ])("of a function (%s) is asked for each attempt", async (_kind, give) => {
    await using server = await serve((_request, index) =>
      index === 0 ? { status: 429, headers: { "retry-after": "0" } } : page,
    );
    const client = clientOf(server.url, { apiKey: give(["ak-first-000000", "ak-second-00000", "ak-third-000000"]) });
    await client.apiKeys.list();
    await client.apiKeys.list();

    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer ak-first-000000",
      "Bearer ak-second-00000",
      "Bearer ak-third-000000",
    ]);
  });

  test("of a function is not asked for before the first request", () => {
    const apiKey = vi.fn(() => SENTINEL_KEY);
    clientOf("http://127.0.0.1:1", { apiKey });

    expect(apiKey).not.toHaveBeenCalled();
  });

  test.each<[string, () => unknown]>([
    [
      "throws",
      () => {
        throw new Error(`vault said no to ${SENTINEL_KEY}`);
      },
    ],
    ["rejects", () => Promise.reject(new Error(`vault said no to ${SENTINEL_KEY}`))],
    [
      "throws no Error",
      () => {
        throw SENTINEL_KEY;
      },
    ],
    ["gives a blank", () => "  "],
    ["gives nothing", () => undefined],
    ["gives a number", () => 42],
    ["gives control characters", () => `${SENTINEL_KEY}\r\nx: y`],
  ])("of a function that %s is a ConfigurationError, and nothing is sent", async (_what, apiKey) => {
    await using server = await serve(() => page);
    const client = clientOf(server.url, { apiKey: apiKey as () => string });
    const error = expectError(await rejection(client.apiKeys.list()), ConfigurationError);

    expect(error.option).toBe("apiKey");
    expect(error.message).toContain("The apiKey function ");
    expect(inspect(error)).not.toContain(SENTINEL_KEY);
    expect(server.requests).toHaveLength(0);
  });

  test("shows at most its first six characters when the client is printed", () => {
    const client = clientOf("https://api.example.com");

    for (const shown of [inspect(client), JSON.stringify(client), inspect(client, { depth: 20, showHidden: true })]) {
      expect(shown).toContain("ak-SEN***");
      expect(shown).toContain("https://api.example.com");
      expect(shown).not.toContain(SENTINEL_KEY.slice(0, 7));
    }
  });

  test("that is short shows nothing of itself", () => {
    expect(inspect(clientOf("https://api.example.com", { apiKey: "short-secret" }))).not.toContain("short");
  });

  test("that a function gives is not asked for to print the client", () => {
    const apiKey = vi.fn(() => SENTINEL_KEY);
    const client = clientOf("https://api.example.com", { apiKey });

    expect(client.toJSON()).toEqual({ baseUrl: "https://api.example.com", apiKey: "(a function)" });
    expect(inspect(client)).toContain("(a function)");
    expect(apiKey).not.toHaveBeenCalled();
  });
});

describe("default headers", () => {
  test("go with every request, those of the call win", async () => {
    await using server = await serve(() => page);
    const client = clientOf(server.url, { defaultHeaders: { "X-Team": "a", "x-trace": "b" } });
    await client.apiKeys.list({}, { headers: { "X-TRACE": "c" } });

    expect(server.requests[0]?.headers).toMatchObject({ "x-team": "a", "x-trace": "c" });
  });

  test("are copied: a later change changes nothing", async () => {
    await using server = await serve(() => page);
    const defaultHeaders: Record<string, string> = { "x-team": "a" };
    const client = clientOf(server.url, { defaultHeaders });
    defaultHeaders["x-team"] = "b";
    defaultHeaders.authorization = "Bearer other";
    await client.apiKeys.list();

    expect(server.requests[0]?.headers["x-team"]).toBe("a");
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${SENTINEL_KEY}`);
  });

  test.each([
    "authorization",
    "Authorization",
    "sdk-language",
    "Language-Version",
    "SDK-Version",
    "sdk-package-name",
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
  ])("may not replace %s", (name) => {
    const error = failure({ defaultHeaders: { "x-fine": "1", [name]: "some value" } });

    expect(error.option).toBe("defaultHeaders");
    expect(error.message).toContain(`must not replace ${name.toLowerCase()}`);
    expect(error.message).not.toContain("some value");
  });

  test("say what was given in their place", () => {
    expect(failure({ defaultHeaders: new Headers() }).message).toContain("not an instance of Headers");
    expect(failure({ timeout: -1 }).message).toContain("from 0 to 2147483647, not -1");
  });

  test.each<[string, unknown]>([
    ["null", null],
    ["an array", [["x-team", "a"]]],
    ["a text", "x-team: a"],
    ["a Headers object, whose headers are not its properties", new Headers({ "x-team": "a" })],
    ["a Map", new Map([["x-team", "a"]])],
    ["a bad name", { "x team": "a" }],
    ["an empty name", { "": "a" }],
    ["a control character in a name", { "x\r\nteam": "a" }],
    ["a control character in a value", { "x-team": "hunter2\r\nx: y" }],
    ["a NUL in a value", { "x-team": "hunter2\u0000" }],
    ["what doesn't fit into a header", { "x-team": "hunter2 €" }],
    ["a number", { "x-team": 42 }],
    ["undefined", { "x-team": undefined }],
  ])("can't be %s", (_what, defaultHeaders) => {
    const error = failure({ defaultHeaders });

    expect(error.option).toBe("defaultHeaders");
    expect(error.message).not.toContain("hunter2");
  });
});

describe("a client that sends its key over plain HTTP", () => {
  const warnings = (url: string, options: ArizeClientOptions = {}) => {
    const logger = recordingLogger();
    new ArizeClient({ apiKey: SENTINEL_KEY, baseUrl: url, logger, ...options });
    return logger.lines;
  };

  test.each([
    "http://api.example.com",
    "http://10.0.0.1:8080",
    "http://127.0.0.1.example.com",
    "http://localhost.example.com",
  ])("warns: %s", (url) => {
    const lines = warnings(url);

    expect(lines).toHaveLength(1);
    expect(lines[0]?.level).toBe("warn");
    expect(lines[0]?.message).toContain("plain HTTP");
    expect(lines[0]?.message).toContain(new URL(url).hostname);
    expect(lines[0]?.message).not.toContain("ak-");
  });

  test.each([
    "http://localhost:8080",
    "http://127.0.0.1",
    "http://127.1.2.3:9",
    "http://[::1]:8080",
    "https://api.example.com",
  ])("doesn't warn for loopback, nor for HTTPS: %s", (url) => {
    expect(warnings(url)).toEqual([]);
  });

  test("says nothing when warnings are off", () => {
    expect(warnings("http://api.example.com", { logLevel: "error" })).toEqual([]);
  });
});

describe("requestVerify: false", () => {
  test("warns that anybody may take the key", () => {
    const logger = recordingLogger();
    new ArizeClient({ apiKey: SENTINEL_KEY, logger, requestVerify: false });

    expect(logger.lines.map(({ level }) => level)).toEqual(["warn"]);
    expect(logger.lines[0]?.message).toContain("not verified");
  });

  test("can't change an agent that the caller brought", () => {
    const error = failure({ requestVerify: false, httpsAgent: new https.Agent() });

    expect(error.option).toBe("requestVerify");
    expect(error.message).toContain("rejectUnauthorized");
  });
});

describe("unless told otherwise, a client", () => {
  test("repeats a request twice", async () => {
    await using server = await serve(() => ({ status: 429, headers: { "retry-after": "0" } }));
    const error = await rejection(clientOf(server.url).apiKeys.list());

    expect(error).toBeInstanceOf(RateLimitError);
    expect(server.requests).toHaveLength(3);
  });

  test("gives a call a minute", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    let arrived = () => {};
    const arrival = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    await using server = await serve(() => void arrived());
    const call = rejection(clientOf(server.url).apiKeys.list());
    await arrival;
    await vi.advanceTimersByTimeAsync(59_999);
    expect(await Promise.race([call, "waiting"])).toBe("waiting");
    await vi.advanceTimersByTimeAsync(1);

    expect(expectError(await call, TimeoutError).timeout).toBe(60_000);
  });

  test("reads answers of up to 10 MiB", async () => {
    const limit = 10 * 1024 * 1024;
    const text = JSON.stringify(page.body);
    await using server = await serve((_request, index) => ({ body: text.padEnd(limit + index) }));
    const client = clientOf(server.url);

    expect((await client.apiKeys.list()).data).toHaveLength(1);
    expect(await rejection(client.apiKeys.list())).toBeInstanceOf(ResponseError);
    expect(server.requests).toHaveLength(2);
  });

  test("writes warnings to standard error, and nothing to standard output", () => {
    const error = vi.spyOn(console, "error").mockReturnValue();
    const others = (["log", "info", "warn", "debug"] as const).map((name) => vi.spyOn(console, name).mockReturnValue());
    new ArizeClient({ apiKey: SENTINEL_KEY, requestVerify: false });

    expect(error).toHaveBeenCalledTimes(1);
    for (const other of others) expect(other).not.toHaveBeenCalled();
  });
});

test.each<[string, number]>([
  ["debug", 1],
  ["INFO", 1],
  ["Warning", 1],
  ["ERROR", 0],
  ["CRITICAL", 0],
  ["info", 1],
  ["warn", 1],
  ["error", 0],
  ["off", 0],
])("ARIZE_LOG_LEVEL=%s lets %i warnings pass, unless the option says otherwise", (level, count) => {
  setEnvironment({ ARIZE_LOG_LEVEL: ` ${level} ` });
  const logger = recordingLogger();
  new ArizeClient({ apiKey: SENTINEL_KEY, logger, requestVerify: false });
  const other = recordingLogger();
  new ArizeClient({ apiKey: SENTINEL_KEY, logger: other, requestVerify: false, logLevel: "debug" });

  expect(logger.lines).toHaveLength(count);
  expect(other.lines).toHaveLength(1);
});

test("a wrong ARIZE_LOG_LEVEL is named", () => {
  setEnvironment({ ARIZE_LOG_LEVEL: "loud" });
  const error = expectError(
    thrown(() => new ArizeClient({ apiKey: SENTINEL_KEY })),
    ConfigurationError,
  );

  expect(error.option).toBe("logLevel");
  expect(error.message).toContain(
    "The environment variable ARIZE_LOG_LEVEL must be one of debug, info, warn, error, off",
  );
});

test.each(["httpAgent", "httpsAgent"])("%s must be an agent", (name) => {
  for (const value of [{}, [], "agent", null, Object.create(null)]) {
    expect(failure({ [name]: value })).toMatchObject({
      option: name,
      message: expect.stringContaining("must be an agent of node:http"),
    });
  }
});

test("an agent that the caller brings carries the requests, and close() leaves it open", async () => {
  await using server = await serve(() => page);
  const httpAgent = new http.Agent({ keepAlive: true });
  const destroy = vi.spyOn(httpAgent, "destroy");
  const createConnection = vi.spyOn(httpAgent, "addRequest" as never);
  const client = clientOf(server.url, { httpAgent });
  await client.apiKeys.list();
  client.close();

  expect(createConnection).toHaveBeenCalledTimes(1);
  expect(destroy).not.toHaveBeenCalled();
  httpAgent.destroy();
});

describe("in a browser", () => {
  /** Runs synchronous code as if there were no Node.js. */
  function inBrowser(run: () => unknown, scope: Record<string, unknown> = { document: {} }): unknown {
    for (const [name, value] of Object.entries(scope)) vi.stubGlobal(name, value);
    vi.stubGlobal("process", undefined);
    try {
      return thrown(run);
    } finally {
      vi.unstubAllGlobals();
    }
  }
  const construct = (options: ArizeClientOptions) => () =>
    new ArizeClient({ apiKey: SENTINEL_KEY, logLevel: "off", ...options });

  test.each([["document"], ["WorkerGlobalScope"]])("(a global %s) a client refuses to start", (global) => {
    const error = expectError(inBrowser(construct({}), { [global]: {} }), ConfigurationError);

    expect(error.option).toBe("dangerouslyAllowBrowser");
    expect(error.message).toContain("could take its API key");
  });

  test("a client starts when told that this is accepted", () => {
    const run = () => {
      throw construct({ dangerouslyAllowBrowser: true })();
    };

    expect(inBrowser(run)).toBeInstanceOf(ArizeClient);
  });

  test.each([
    [{}],
    [{ navigator: { userAgent: "Cloudflare-Workers" }, WorkerGlobalScope: {} }],
  ])("or another runtime without sockets (%j) a client refuses to start, told or not", (scope) => {
    const error = expectError(inBrowser(construct({ dangerouslyAllowBrowser: true }), scope), ConfigurationError);

    expect(error.message).toContain("Node.js, Bun or Deno");
  });
});

test.each([
  "apiKey",
  "baseUrl",
  "region",
  "singleHost",
  "baseDomain",
  "apiHost",
  "apiScheme",
])("refuses the end of a line after the option %s, which a header or a URL would drop or split at", (name) => {
  const values: Record<string, string> = {
    apiKey: "ak-test",
    baseUrl: "https://api.test",
    region: "eu-west-1a",
    singleHost: "api.test",
    baseDomain: "api.test",
    apiHost: "api.test",
    apiScheme: "https",
  };
  expect(failure({ [name]: ` ${values[name]}\r\n` })).toMatchObject({ option: name });
});
