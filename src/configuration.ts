import type { Agent as HttpAgent } from "node:http";
import type { Agent as HttpsAgent } from "node:https";
import { MAX_DELAY_MS } from "./connection/call.js";
import { ConfigurationError, MissingApiKeyError } from "./errors.js";
import { checkHeaders, isHeaderValue } from "./headers.js";
import { filterLogger, isLogger, type Logger, type LogLevel, logLevels, stderrLogger } from "./logger.js";
import { didYouMean } from "./nearest.js";
import { hasControlCharacter, integer as integerRule, kindOf } from "./validation.js";

/**
 * What `new ArizeClient()` takes. An option wins over its environment variable, and that over the default.
 *
 * @example
 * const options: ArizeClientOptions = { region: "eu-west-1a", timeout: 10_000, logLevel: "debug" };
 */
export interface ArizeClientOptions {
  /** The API key, or a function that gives it, asked before each attempt. Required. `ARIZE_API_KEY`. */
  apiKey?: string | (() => string | Promise<string>) | undefined;
  /** The whole URL of the API, a path prefix allowed. `ARIZE_BASE_URL`. Excludes `region`, `singleHost`, `baseDomain`. */
  baseUrl?: string | undefined;
  /** A region of the platform; the host becomes `api.<region>.arize.com`. `ARIZE_REGION`. */
  region?: "ca-central-1a" | "eu-west-1a" | "us-central-1a" | "us-east-1b" | (string & {}) | undefined;
  /** One host for all endpoints, `host` or `host:port`. `ARIZE_SINGLE_HOST`. */
  singleHost?: string | undefined;
  /** The domain of a private-connect installation; the host becomes `api.<domain>`. `ARIZE_BASE_DOMAIN`. */
  baseDomain?: string | undefined;
  /** The host, `host` or `host:port`, when none of the four above is set. `ARIZE_API_HOST`. Default: `api.arize.com`. */
  apiHost?: string | undefined;
  /** `http` sends the key unencrypted, and warns except to this machine. `ARIZE_API_SCHEME`. Default: `https`. */
  apiScheme?: "http" | "https" | undefined;
  /** Whether TLS certificates are verified; `false` warns. `ARIZE_REQUEST_VERIFY`. Default: true. */
  requestVerify?: boolean | undefined;
  /** Milliseconds for a whole call, repeats and waits included; 0 for none. Default: 60 000. */
  timeout?: number | undefined;
  /** How often each HTTP request may be sent again after a failure that allows it, 0 to 100. Default: 2. */
  maxRetries?: number | undefined;
  /** Where the SDK writes: `console`, pino, winston and their like. Default: every level to standard error. */
  logger?: Logger | undefined;
  /** The lowest level that is written; `debug` has a line for each attempt. `ARIZE_LOG_LEVEL`. Default: `warn`. */
  logLevel?: LogLevel | undefined;
  /** Whether methods in alpha and beta warn, each once a process. `ARIZE_PRERELEASE_WARNINGS`. Default: true. */
  prereleaseWarnings?: boolean | undefined;
  /** The largest answer that is read, in bytes; a larger one is a `ResponseError`. Default: 10 MiB. */
  maxResponseBytes?: number | undefined;
  /** Milliseconds for which the ID of a space found by name is remembered; 0 for never. Default: 60 000. */
  spaceCacheTtl?: number | undefined;
  /** Your own agent for plain HTTP; `HTTP_PROXY` is then not used. Default: a keep-alive agent of this client. */
  httpAgent?: HttpAgent | undefined;
  /** Your own agent for HTTPS: a custom CA, mTLS. Default: a keep-alive agent of this client. */
  httpsAgent?: HttpsAgent | undefined;
  /** Headers for every request. `authorization` and the SDK's own can't be replaced. */
  defaultHeaders?: Readonly<Record<string, string>> | undefined;
  /** Runs the client in a browser, where everybody can take its API key. Default: false. */
  dangerouslyAllowBrowser?: boolean | undefined;
}

/** The options, resolved and checked. */
export interface Configuration
  extends Readonly<Pick<ArizeClientOptions, "httpAgent" | "httpsAgent">>,
    Readonly<{ [Name in Resolved]: NonNullable<ArizeClientOptions[Name]> }> {
  /** Without a slash at the end. */
  readonly baseUrl: string;
}

type Resolved =
  | "apiKey"
  | "requestVerify"
  | "timeout"
  | "maxRetries"
  | "logger"
  | "prereleaseWarnings"
  | "maxResponseBytes"
  | "spaceCacheTtl"
  | "defaultHeaders";
type OptionName = keyof ArizeClientOptions;
type Environment = Readonly<Record<string, string | undefined>>;

/** Every option, with its environment variable. */
const VARIABLES: { readonly [K in OptionName]-?: string | undefined } = {
  apiKey: "ARIZE_API_KEY",
  baseUrl: "ARIZE_BASE_URL",
  region: "ARIZE_REGION",
  singleHost: "ARIZE_SINGLE_HOST",
  baseDomain: "ARIZE_BASE_DOMAIN",
  apiHost: "ARIZE_API_HOST",
  apiScheme: "ARIZE_API_SCHEME",
  requestVerify: "ARIZE_REQUEST_VERIFY",
  timeout: undefined,
  maxRetries: undefined,
  logger: undefined,
  logLevel: "ARIZE_LOG_LEVEL",
  prereleaseWarnings: "ARIZE_PRERELEASE_WARNINGS",
  maxResponseBytes: undefined,
  spaceCacheTtl: undefined,
  httpAgent: undefined,
  httpsAgent: undefined,
  defaultHeaders: undefined,
  dangerouslyAllowBrowser: undefined,
};

const REGIONS = ["ca-central-1a", "eu-west-1a", "us-central-1a", "us-east-1b"];
const SELECTORS = ["baseUrl", "region", "singleHost", "baseDomain"] as const;
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9._-]*[a-z0-9])?)(:\d{1,5})?$/i;
const DOMAIN = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i;
const DRESSED_KEY = /^(bearer\s|["'])/i;
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Resolves the options against the environment, once. Throws a `ConfigurationError` for the first that can't work.
 * @internal
 */
export function configure(options: ArizeClientOptions, environment: Environment): Configuration {
  const settings = new Settings(options, environment);
  const baseUrl = readBaseUrl(settings);
  const logLevel = settings.get("logLevel", logLevelKind) ?? "warn";
  const logger = filterLogger(settings.get("logger", loggerKind) ?? stderrLogger, logLevel);
  const httpAgent = settings.get("httpAgent", agentKind);
  const httpsAgent = settings.get("httpsAgent", agentKind);
  // Your own agent decides for itself, whatever the environment says.
  const requestVerify = httpsAgent !== undefined || (settings.get("requestVerify", flag) ?? true);
  if (options.requestVerify === false && httpsAgent) {
    const message = "The option requestVerify can't change your own httpsAgent: set rejectUnauthorized on it instead.";
    throw new ConfigurationError("requestVerify", message);
  }
  settings.get("dangerouslyAllowBrowser", flag);
  const apiKey = settings.get("apiKey", keyKind);
  if (apiKey === undefined) throw new MissingApiKeyError();
  const { protocol, hostname } = new URL(baseUrl);
  if (protocol === "http:" && !LOOPBACK.test(hostname)) {
    logger.warn(`the API key is sent unencrypted, over plain HTTP to ${hostname}.`);
  }
  if (!requestVerify) logger.warn("TLS certificates are not verified: anybody on the way can take the API key.");
  return Object.freeze({
    apiKey,
    baseUrl,
    requestVerify,
    timeout: settings.get("timeout", integer(0, MAX_DELAY_MS)) ?? 60_000,
    maxRetries: settings.get("maxRetries", integer(0, 100)) ?? 2,
    logger,
    prereleaseWarnings: settings.get("prereleaseWarnings", flag) ?? true,
    maxResponseBytes: settings.get("maxResponseBytes", integer(1, Number.MAX_SAFE_INTEGER)) ?? 10 * 1024 * 1024,
    spaceCacheTtl: settings.get("spaceCacheTtl", integer(0, MAX_DELAY_MS)) ?? 60_000,
    httpAgent,
    httpsAgent,
    defaultHeaders: readHeaders(options.defaultHeaders),
  });
}

/** Reads values of one kind; what doesn't fit is `undefined`. */
interface Kind<T> {
  readonly read: (value: unknown, isText: boolean) => T | undefined;
  readonly expected: string;
}

interface Setting {
  readonly name: OptionName;
  readonly value: unknown;
  readonly source: string;
  /** It comes from the environment, where everything is text. */
  readonly isText: boolean;
}

/** Finds each setting in its option, else in its variable, and says where a bad one came from. */
class Settings {
  readonly #options: ArizeClientOptions;
  readonly #environment: Environment;

  constructor(options: ArizeClientOptions, environment: Environment) {
    if (typeof options !== "object" || options === null || Array.isArray(options)) {
      throw new ConfigurationError("options", `The options must be an object, not ${kindOf(options)}.`);
    }
    for (const name of Object.keys(options)) {
      if (Object.hasOwn(VARIABLES, name)) continue;
      throw new ConfigurationError(
        name,
        `There is no option ${name}${didYouMean(name, Object.keys(VARIABLES)) || "."}`,
      );
    }
    this.#options = options;
    this.#environment = environment;
  }

  option(name: OptionName): Setting | undefined {
    const value = this.#options[name];
    if (value === undefined) return undefined;
    const source = `the option ${name}`;
    if (typeof value !== "string") return { name, value, source, isText: false };
    if (value.trim() === "") throw new ConfigurationError(name, `${sentence(source)} must not be blank.`);
    // Spaces around it are an accident; the end of a line is for the checks to refuse.
    return { name, value: value.replace(/^ +| +$/g, ""), source, isText: false };
  }

  variable(name: OptionName): Setting | undefined {
    const variable = VARIABLES[name];
    const value = variable === undefined ? undefined : this.#environment[variable]?.trim();
    return value ? { name, value, source: `the environment variable ${variable}`, isText: true } : undefined;
  }

  get<T>(name: OptionName, kind: Kind<T>): T | undefined {
    const setting = this.option(name) ?? this.variable(name);
    return setting && take(setting, kind);
  }
}

function take<T>({ name, value, source, isText }: Setting, { read, expected }: Kind<T>): T {
  const taken = read(value, isText);
  if (taken !== undefined) return taken;
  const shown = name === "apiKey" && typeof value === "string" ? "that" : show(value);
  throw new ConfigurationError(name, `${sentence(source)} must be ${expected}, not ${shown}.`);
}

function show(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") return kindOf(value);
  return value.includes("@") ? "a text with an @" : JSON.stringify(value); // it could hold a password
}

function sentence(text: string): string {
  return text.replace(/^t/, "T");
}

const flag: Kind<boolean> = {
  read: (value, isText) => {
    if (!isText) return typeof value === "boolean" ? value : undefined;
    if (/^(1|true|yes|on)$/i.test(String(value))) return true;
    return /^(0|false|no|off)$/i.test(String(value)) ? false : undefined;
  },
  expected: "one of 1, true, yes, on, 0, false, no, off (as an option: true or false)",
};

const keyKind: Kind<Configuration["apiKey"]> = {
  read: (value) => {
    if (typeof value === "function") return () => value();
    return isHeaderValue(value) && !hasControlCharacter(value) && !DRESSED_KEY.test(value) ? value : undefined;
  },
  expected:
    "a string without control characters, or a function that gives one; the key alone, without quotes or Bearer",
};

const agentKind: Kind<HttpsAgent> = {
  read: (value) => (isAgent(value) ? value : undefined),
  expected: "an agent of node:http or node:https, or one like it",
};

const logLevelKind: Kind<LogLevel> = {
  ...oneOf(logLevels),
  // The platform's Python SDK reads the same variable, and has other names for two levels.
  read: (value, isText) => {
    const name = isText
      ? String(value)
          .replace(/^warning$/i, "warn")
          .replace(/^critical$/i, "error")
      : value;
    return oneOf(logLevels).read(name, isText);
  },
};

/** Whoever made it: an agent of a package need not extend Node's. */
function isAgent(value: unknown): value is HttpsAgent {
  return (
    typeof value === "object" &&
    value !== null &&
    ![Object.prototype, Array.prototype, null].includes(Object.getPrototypeOf(value))
  );
}

const loggerKind: Kind<Logger> = {
  read: (value) => (isLogger(value) ? value : undefined),
  expected: "an object with the methods debug, info, warn, error",
};

function integer(minimum: number, maximum: number): Kind<number> {
  const rule = integerRule({ minimum, maximum });
  return {
    read: (value) => (typeof value === "number" && rule(value) === undefined ? value : undefined),
    expected: `an integer from ${minimum} to ${maximum}`,
  };
}

function oneOf<T extends string>(known: readonly T[]): Kind<T> {
  return {
    // Other programs read the same variables, in other cases.
    read: (value, isText) => known.find((each) => each === (isText ? String(value).toLowerCase() : value)),
    expected: `one of ${known.join(", ")}`,
  };
}

// The forms keep out what a URL parser would read as something else, and the parser what no URL can have.
function textLike(form: RegExp, prefix: string, expected: string): Kind<string> {
  const fits = (text: string) => form.test(text) && URL.canParse(prefix + text);
  return { read: (value) => (typeof value === "string" && fits(value) ? value : undefined), expected };
}
const host = textLike(HOST, "https://", "a host, like api.example.com or localhost:8080");
const domain = textLike(DOMAIN, "https://api.", "a domain, like example.com");

const schemes: Kind<string> = { ...oneOf(["http", "https"]), expected: "http or https" };

const wholeUrl: Kind<string> = {
  read: (value) => {
    if (typeof value !== "string" || hasControlCharacter(value) || /[?#]/.test(value) || !URL.canParse(value))
      return undefined;
    const { protocol, username, password, origin, pathname } = new URL(value);
    if (!/^https?:$/.test(protocol) || username || password) return undefined;
    return `${origin}${pathname.replace(/\/+$/, "")}`;
  },
  expected: "a whole http or https URL without credentials, query or fragment, like https://api.example.com/prefix",
};

/** Which of the four ways to name the endpoint is used: one that the code gives beats all of the environment. */
function readBaseUrl(settings: Settings): string {
  const given = only(SELECTORS.map((name) => settings.option(name)));
  const selected = given ?? only(SELECTORS.map((name) => settings.variable(name)));
  if (selected?.name === "baseUrl") return take(selected, wholeUrl);
  const find = (name: OptionName) => settings.option(name) ?? (given ? undefined : settings.variable(name));
  const scheme = find("apiScheme");
  return `${scheme ? take(scheme, schemes) : "https"}://${readHost(selected ?? find("apiHost"))}`;
}

function readHost(setting: Setting | undefined): string {
  if (setting?.name === "region") return `api.${take(setting, oneOf(REGIONS))}.arize.com`;
  if (setting?.name === "baseDomain") return `api.${take(setting, domain)}`;
  return setting ? take(setting, host) : "api.arize.com";
}

function only(settings: readonly (Setting | undefined)[]): Setting | undefined {
  const [first, second] = settings.filter((setting) => setting !== undefined);
  if (!first || !second) return first;
  const message = `${sentence(first.source)} and ${second.source} exclude each other: each names the endpoint. Keep one.`;
  throw new ConfigurationError(second.name, message);
}

function readHeaders(headers: ArizeClientOptions["defaultHeaders"] = {}): Readonly<Record<string, string>> {
  const problem = checkHeaders(headers);
  if (problem === undefined) return { ...headers };
  throw new ConfigurationError("defaultHeaders", `The option defaultHeaders ${problem}.`);
}
