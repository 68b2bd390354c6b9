/**
 * One listener for each signal, however many calls share it: `AbortSignal.any` never lets go of a long-lived
 * signal on Node 20, and a listener for each call warns of a leak from the eleventh on.
 */
const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls `abort` when the signal fires. */
export function listen(signal: AbortSignal, abort: () => void): void {
  let calls = waiting.get(signal);
  if (!calls) {
    calls = new Set();
    waiting.set(signal, calls);
  }
  if (calls.size === 0) signal.addEventListener("abort", onAbort);
  calls.add(abort);
}

export function unlisten(signal: AbortSignal, abort: () => void): void {
  const calls = waiting.get(signal);
  calls?.delete(abort);
  if (calls?.size === 0) signal.removeEventListener("abort", onAbort);
}

function onAbort(this: AbortSignal): void {
  for (const abort of [...(waiting.get(this) ?? [])]) abort();
}

/** A signal that fires with `signal`, or when `abort` is called; `release` lets go of `signal`. */
export function linked(signal: AbortSignal | undefined): {
  readonly signal: AbortSignal;
  readonly abort: () => void;
  readonly release: () => void;
} {
  const controller = new AbortController();
  const follow = () => controller.abort(signal?.reason);
  if (signal?.aborted) follow();
  else if (signal) listen(signal, follow);
  return {
    signal: controller.signal,
    abort: () => controller.abort(),
    release: () => signal && unlisten(signal, follow),
  };
}
