import type { IncomingHttpHeaders } from "node:http";
import type { EmulatorState } from "./state.js";

/**
 * What `startEmulator` takes.
 *
 * @example
 * const options: EmulatorOptions = { port: 8080, state: { users: [{ name: "ada", developer: true }] } };
 */
export interface EmulatorOptions {
  /** The port to listen on. Default: 0, any free one. */
  port?: number | undefined;
  /** The address to listen on. On any but this machine's own, others can reach it, and it warns. Default: `127.0.0.1`. */
  host?: string | undefined;
  /** What it holds at the start. Default: a small account with three users, two organizations and seven spaces. */
  state?: EmulatorState | undefined;
  /** Serves `/__emulator/…` too, which steers it over HTTP: see `docs/testing.md`. Default: false. */
  control?: boolean | undefined;
  /** Milliseconds that an idle connection stays open. Default: 5000. */
  keepAliveTimeout?: number | undefined;
  /** Milliseconds that the headers of a request may take to arrive. Default: 10000. */
  headersTimeout?: number | undefined;
  /** Milliseconds that a whole request may take to arrive. Default: 30000. */
  requestTimeout?: number | undefined;
  /** Called before each answer is sent, for checks of the emulator and its clients. It is shown every secret. */
  onExchange?: ((exchange: Exchange) => void) | undefined;
}

/**
 * One request and its answer as they crossed the wire, secrets included.
 *
 * @example
 * const isRefusal = ({ answer }: Exchange) => answer !== undefined && answer.status >= 400;
 */
export interface Exchange {
  /** What came. */
  readonly request: {
    /** The HTTP method. */
    method: string;
    /** Path and query. */
    url: string;
    /** By their names in lower case, the credential included. */
    headers: IncomingHttpHeaders;
    /** The text as it came; empty without one. */
    body: string;
  };
  /** What is sent. Absent when a fault struck: what is sent then is no example of the API. */
  readonly answer:
    | {
        /** The HTTP status. */
        readonly status: number;
        /** By their names in lower case. */
        readonly headers: Readonly<Record<string, string>>;
        /** The body, a new key included; absent for 204. */
        readonly text?: string | undefined;
      }
    | undefined;
}
