import type { Agent as HttpAgent } from "node:http";
import type { Agent as HttpsAgent } from "node:https";
import { ConfigurationError, MissingApiKeyError } from "./errors.js";
import { checkHeaders, isHeaderValue } from "./headers.js";
import { filterLogger, type Logger, type LogLevel, logLevels, stderrLogger } from "./logger.js";
import { didYouMean } from "./nearest.js";
import { hasControlCharacter, integer, kindOf } from "./validation.js";

/** What `new ArizeClient()` takes. An option wins over its environment variable, and that over the default. */
export interface ArizeClientOptions {
  /** The API key, or a function that gives it, asked for each attempt. Required. `ARIZE_API_KEY`. */
  apiKey?: string | (() => string | Promise<string>) | undefined;
  /** The whole URL of the API, a path prefix allowed. `ARIZE_BASE_URL`. Excludes `region`, `singleHost`, `baseDomain`. */
  baseUrl?: string | undefined;
  /** A region of the platform, for instance `eu-west-1a`. `ARIZE_REGION`. */
  region?: string | undefined;
  /** One host for all endpoints, `host` or `host:port`. `ARIZE_SINGLE_HOST`. */
  singleHost?: string | undefined;
  /** The domain of a private-connect installation; the host becomes `api.<domain>`. `ARIZE_BASE_DOMAIN`. */
  baseDomain?: string | undefined;
  /** The host, `host` or `host:port`, when none of the four above is set. `ARIZE_API_HOST`. Default: `api.arize.com`. */
  apiHost?: string | undefined;
  /** `ARIZE_API_SCHEME`. Default: `https`. */
  apiScheme?: "http" | "https" | undefined;
  /** Whether TLS certificates are verified. `ARIZE_REQUEST_VERIFY`. Default: true. */
  requestVerify?: boolean | undefined;
  /** Milliseconds for a whole call, repeats and waits included; 0 for none. Default: 60 000. */
  timeout?: number | undefined;
  /** How often each HTTP request may be sent again after a failure that allows it. Default: 2. */
  maxRetries?: number | undefined;
  /** Where the SDK writes. Default: the console, every level to standard error. */
  logger?: Logger | undefined;
  /** The lowest level that is written. `ARIZE_LOG_LEVEL`. Default: `warn`. */
  logLevel?: LogLevel | undefined;
  /** Whether endpoints in alpha and beta warn, once a process. `ARIZE_PRERELEASE_WARNINGS`. Default: true. */
  prereleaseWarnings?: boolean | undefined;
  /** The largest answer that is read, in bytes. Default: 10 MiB. */
  maxResponseBytes?: number | undefined;
  /** Milliseconds for which the ID of a space found by name is remembered; 0 for never. Default: 60 000. */
  spaceCacheTtl?: number | undefined;
  /** Your own agent for plain HTTP. Default: a keep-alive agent of this client. */
  httpAgent?: HttpAgent | undefined;
  /** Your own agent for HTTPS: a custom CA, mTLS. Default: a keep-alive agent of this client. */
  httpsAgent?: HttpsAgent | undefined;
  /** Headers for every request. `authorization` and the SDK's own can't be replaced. */
  defaultHeaders?: Readonly<Record<string, string>> | undefined;
  /** Runs the client in a browser, where everybody can take its API key. Default: false. */
  dangerouslyAllowBrowser?: boolean | undefined;
}

/** The options, resolved and checked. */
export interface Configuration {
  readonly apiKey: string | (() => string | Promise<string>);
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly requestVerify: boolean;
  readonly timeout: number;
  readonly maxRetries: number;
  readonly logger: Logger;
  readonly prereleaseWarnings: boolean;
  readonly maxResponseBytes: number;
  readonly spaceCacheTtl: number;
  readonly httpAgent: HttpAgent | undefined;
  readonly httpsAgent: HttpsAgent | undefined;
  readonly defaultHeaders: Readonly<Record<string, string>>;
}

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

export const REGIONS = ["ca-central-1a", "eu-west-1a", "us-central-1a", "us-east-1b"];
const SELECTORS = ["baseUrl", "region", "singleHost", "baseDomain"] as const;
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9._-]*[a-z0-9])?)(:\d{1,5})?$/i;
const DOMAIN = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i;
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
const MAX_TIMER_MS = 2 ** 31 - 1;

/** A value and the name of its source, for messages. */
interface Setting {
  readonly value: unknown;
  readonly source: string;
}

/** Resolves the options against the environment, once. Throws a `ConfigurationError` for the first that can't work. */
export function configure(options: ArizeClientOptions, environment: Environment): Configuration {
  if (typeof options !== "object" || options === null) {
    throw new ConfigurationError("options", `The options must be an object, not ${kindOf(options)}.`);
  }
  const settings = new Settings(options, environment);
  const baseUrl = readBaseUrl(settings);
  const logLevel = settings.oneOf("logLevel", logLevels) ?? "warn";
  const logger = filterLogger(settings.logger() ?? stderrLogger, logLevel);
  const requestVerify = settings.flag("requestVerify") ?? true;
  const { httpAgent, httpsAgent } = options;
  if (options.requestVerify === false && httpsAgent) {
    throw settings.wrong("requestVerify", "can't change your own httpsAgent: set rejectUnauthorized on it instead");
  }
  const { protocol, hostname } = new URL(baseUrl);
  if (protocol === "http:" && !LOOPBACK.test(hostname)) {
    logger.warn(`the API key is sent unencrypted, over plain HTTP to ${hostname}.`);
  }
  if (!requestVerify) logger.warn("TLS certificates are not verified: anybody on the way can take the API key.");
  return Object.freeze({
    apiKey: settings.apiKey(),
    baseUrl,
    requestVerify,
    timeout: settings.integer("timeout", 0, MAX_TIMER_MS) ?? 60_000,
    maxRetries: settings.integer("maxRetries", 0, 100) ?? 2,
    logger,
    prereleaseWarnings: settings.flag("prereleaseWarnings") ?? true,
    maxResponseBytes: settings.integer("maxResponseBytes", 1, Number.MAX_SAFE_INTEGER) ?? 10 * 1024 * 1024,
    spaceCacheTtl: settings.integer("spaceCacheTtl", 0, MAX_TIMER_MS) ?? 60_000,
    httpAgent,
    httpsAgent,
    defaultHeaders: settings.headers(),
  });
}

/** Reads each setting from its option, else from its variable, and says where a bad one came from. */
class Settings {
  readonly #options: ArizeClientOptions;
  readonly #environment: Environment;

  constructor(options: ArizeClientOptions, environment: Environment) {
    for (const name of Object.keys(options)) {
      if (!Object.hasOwn(VARIABLES, name)) {
        const message = `There is no option ${name}${didYouMean(name, Object.keys(VARIABLES))}.`;
        throw new ConfigurationError(name, message.replace(/\?\.$/, "?"));
      }
    }
    this.#options = options;
    this.#environment = environment;
  }

  option(name: OptionName): Setting | undefined {
    const value = this.#options[name];
    if (value === undefined) return undefined;
    if (typeof value === "string" && value.trim() === "") throw this.wrong(name, "must not be blank");
    return { value: typeof value === "string" ? value.trim() : value, source: `the option ${name}` };
  }

  variable(name: OptionName): Setting | undefined {
    const variable = VARIABLES[name];
    const value = variable === undefined ? undefined : this.#environment[variable]?.trim();
    return value ? { value, source: `the environment variable ${variable}` } : undefined;
  }

  read(name: OptionName): Setting | undefined {
    return this.option(name) ?? this.variable(name);
  }

  wrong(name: OptionName, problem: string): ConfigurationError {
    const source =
      this.#options[name] === undefined ? `the environment variable ${VARIABLES[name]}` : `the option ${name}`;
    return new ConfigurationError(name, `${source[0]?.toUpperCase()}${source.slice(1)} ${problem}.`);
  }

  apiKey(): Configuration["apiKey"] {
    const key = this.read("apiKey")?.value;
    if (key === undefined) throw new MissingApiKeyError();
    if (typeof key === "function") return this.#options.apiKey as () => string | Promise<string>;
    if (!isHeaderValue(key) || hasControlCharacter(key))
      throw this.wrong("apiKey", "must be a string without control characters, or a function");
    return key;
  }

  /** A text that must have a form. */
  text(name: OptionName, setting: Setting, hasForm: (text: string) => boolean, expected: string): string {
    const { value } = setting;
    if (typeof value === "string" && hasForm(value)) return value;
    throw this.wrong(name, `must be ${expected}, not ${shown(value)}`);
  }

  oneOf<T extends string>(name: OptionName, known: readonly T[]): T | undefined {
    const setting = this.read(name);
    const found = known.find((each) => each === setting?.value);
    if (!setting || found) return found;
    throw this.wrong(name, `must be one of ${known.join(", ")}, not ${shown(setting.value)}`);
  }

  flag(name: OptionName): boolean | undefined {
    const value = this.read(name)?.value;
    if (value === undefined || typeof value === "boolean") return value;
    if (this.#options[name] === undefined && typeof value === "string") {
      if (/^(1|true|yes|on)$/i.test(value)) return true;
      if (/^(0|false|no|off)$/i.test(value)) return false;
      throw this.wrong(name, `must be one of 1, true, yes, on, 0, false, no, off, not ${shown(value)}`);
    }
    throw this.wrong(name, `must be true or false, not ${kindOf(value)}`);
  }

  integer(name: OptionName, minimum: number, maximum: number): number | undefined {
    const value = this.read(name)?.value;
    if (value === undefined) return undefined;
    const problem = integer({ minimum, maximum })(value);
    if (problem !== undefined) throw this.wrong(name, problem);
    return Number(value);
  }

  logger(): Logger | undefined {
    const { logger } = this.#options;
    if (logger === undefined) return undefined;
    const methods = ["debug", "info", "warn", "error"] as const;
    if (methods.every((method) => typeof logger?.[method] === "function")) return logger;
    throw this.wrong("logger", `must have the methods ${methods.join(", ")}`);
  }

  headers(): Readonly<Record<string, string>> {
    const { defaultHeaders = {} } = this.#options;
    const problem = checkHeaders(defaultHeaders);
    if (problem !== undefined) throw this.wrong("defaultHeaders", problem);
    return { ...defaultHeaders };
  }
}

/** A value in a message; one that could hold a password is not repeated. */
function shown(value: unknown): string {
  if (typeof value !== "string") return kindOf(value);
  return value.includes("@") ? "a text with an @" : JSON.stringify(value);
}

/** Which of the four ways to name the endpoint is used: those that the code gives beat all of the environment. */
function readBaseUrl(settings: Settings): string {
  const fromCode = select(SELECTORS.map((name) => [name, settings.option(name)]));
  const selected = fromCode ?? select(SELECTORS.map((name) => [name, settings.variable(name)]));
  const read = (name: OptionName) => (fromCode ? settings.option(name) : settings.read(name));
  if (selected?.[0] === "baseUrl") return readWholeUrl(settings, selected[1]);
  const scheme = read("apiScheme");
  const schemeName = scheme ? settings.text("apiScheme", scheme, isScheme, "http or https") : "https";
  return `${schemeName}://${readHost(settings, selected, read("apiHost"))}`;
}

type Selected = readonly [(typeof SELECTORS)[number], Setting];

function select(
  settings: readonly (readonly [(typeof SELECTORS)[number], Setting | undefined])[],
): Selected | undefined {
  const [first, second] = settings.filter((each): each is Selected => each[1] !== undefined);
  if (first && second) {
    throw new ConfigurationError(
      second[0],
      `${first[1].source} and ${second[1].source} exclude each other: each names the endpoint. Keep one.`,
    );
  }
  return first;
}

const isScheme = (text: string) => text === "http" || text === "https";
// The forms keep out what a URL parser would read as something else, and the parser what no URL can have.
const isHost = (text: string) => HOST.test(text) && URL.canParse(`https://${text}`);
const isDomain = (text: string) => DOMAIN.test(text) && URL.canParse(`https://api.${text}`);

function readHost(settings: Settings, selected: Selected | undefined, apiHost: Setting | undefined): string {
  const host = "a host, like api.example.com or localhost:8080";
  if (!selected) return apiHost ? settings.text("apiHost", apiHost, isHost, host) : "api.arize.com";
  const [name, setting] = selected;
  if (name === "singleHost") return settings.text(name, setting, isHost, host);
  if (name === "baseDomain") return `api.${settings.text(name, setting, isDomain, "a domain, like example.com")}`;
  const region = REGIONS.find((each) => each === setting.value);
  if (region === undefined)
    throw settings.wrong(name, `must be one of ${REGIONS.join(", ")}, not ${shown(setting.value)}`);
  return `api.${region}.arize.com`;
}

function readWholeUrl(settings: Settings, { value }: Setting): string {
  const expected = "must be a whole http or https URL, like https://api.example.com/prefix";
  if (typeof value !== "string" || hasControlCharacter(value) || !URL.canParse(value))
    throw settings.wrong("baseUrl", expected);
  const url = new URL(value);
  if (url.protocol !== "http:" && url.protocol !== "https:") throw settings.wrong("baseUrl", expected);
  if (url.username || url.password)
    throw settings.wrong("baseUrl", "must not hold credentials; pass the key as apiKey");
  if (/[?#]/.test(value)) throw settings.wrong("baseUrl", "must not have a query or a fragment");
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}
