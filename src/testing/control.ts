import { anything, instant, number, object, optional } from "./checks.js";
import type { Clock } from "./clock.js";
import type { Faults } from "./faults.js";
import { type Answer, json, Problem } from "./problem.js";
import type { RecordedRequest } from "./record.js";

/** Answers a request to the control API, which steers the emulator from any language. */
export type Control = (method: string, path: string, body: unknown) => Answer;

const PREFIX = "/__emulator/";

export function isControlPath(path: string): boolean {
  return path.startsWith(PREFIX);
}

const armRequest = object({ match: anything, fault: anything, every: anything });
const moveRequest = object({ advance: optional(number(-1e15, 1e15)), set: optional(instant) });
const none: Answer = { status: 204, headers: {} };

/**
 * The control API:
 * `POST faults` with `{ match, fault }` arms a fault for the next request, with `every: n` for each n-th;
 * `DELETE faults` disarms all; `POST clock` with `{ advance }` or `{ set }` moves the clock, and says where it is;
 * `POST reset` goes back to the start; `GET requests` lists the record.
 */
export function controlOf(emulator: {
  clock: Clock;
  faults: Faults;
  requests: readonly RecordedRequest[];
  reset(): void;
}): Control {
  const { clock, faults, requests } = emulator;
  const actions: Readonly<Record<string, Record<string, (body: unknown) => Answer>>> = {
    faults: {
      POST(body) {
        const { match, fault, every } = armRequest(body, "");
        faults.arm(match ?? {}, fault, every);
        return none;
      },
      DELETE() {
        faults.clear();
        return none;
      },
    },
    clock: {
      POST(body = {}) {
        const { advance = 0, set } = moveRequest(body, "");
        if (set !== undefined) clock.set(new Date(set));
        clock.advance(advance);
        return json(200, JSON.stringify({ now: clock.now() }));
      },
    },
    reset: {
      POST() {
        emulator.reset();
        return none;
      },
    },
    requests: { GET: () => json(200, JSON.stringify(requests)) },
  };
  return (method, path, body) => {
    const name = path.slice(PREFIX.length);
    const methods = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (methods === undefined) throw new Problem(404, `The control API has ${Object.keys(actions).join(", ")}`);
    const action = methods[method];
    if (action !== undefined) return action(body);
    throw new Problem(405, `${method} isn't a method of this path`, { allow: Object.keys(methods).join(", ") });
  };
}
