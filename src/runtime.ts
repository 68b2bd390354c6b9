import { ConfigurationError } from "./errors.js";

/**
 * Refuses to start where the client's promises can't be kept: an admin credential doesn't belong in a page that
 * its users can open, and without sockets nobody knows how far a request got.
 */
export function assertRuntime(allowBrowser: boolean): void {
  // First, because with its compatibility flag workerd says that it is Node.js.
  const workerd = Reflect.get(globalThis, "navigator")?.userAgent === "Cloudflare-Workers";
  if (!workerd && typeof process === "object" && process.versions?.node) return;
  const browser = !workerd && ("document" in globalThis || "WorkerGlobalScope" in globalThis);
  if (browser && allowBrowser) return;
  throw new ConfigurationError(
    "dangerouslyAllowBrowser",
    browser
      ? "ArizeClient refuses to run in a browser: everybody who opens the page could take its API key. Call the API from a server, or set dangerouslyAllowBrowser if you accept that."
      : "ArizeClient needs a runtime with sockets (Node.js, Bun or Deno): without them it can't tell whether a lost request was carried out.",
  );
}

// Where the client refuses to run, `process` may be missing, or be there without this.
const versions: Partial<NodeJS.ProcessVersions> = (typeof process === "object" && process.versions) || {};

/** The version of the runtime, for the `language-version` header. */
export function runtimeVersion(): string {
  const { bun, deno, node } = versions;
  return bun ?? deno ?? node ?? "unknown";
}

/** Neither Bun nor Deno, which have HTTP clients of their own. */
export function isNode(): boolean {
  return versions.bun === undefined && versions.deno === undefined;
}

export function isDeno(): boolean {
  return versions.deno !== undefined;
}
