// Compiled, never run: what a test may ask of the emulator, and, after @ts-expect-error, what not.
import { ArizeClient } from "arize-sdk";
import { type Emulator, type EmulatorState, type Fault, startEmulator } from "arize-sdk/testing";

export async function options(): Promise<void> {
  await using emulator = await startEmulator({ port: 0, state: { users: [{ name: "ada" }] } });
  new ArizeClient({ ...emulator.clientOptions, apiKey: emulator.users[0]?.apiKey });
  // @ts-expect-error a misspelt option
  await startEmulator({ hostname: "localhost" });
  // @ts-expect-error a number
  await startEmulator({ port: "8080" });
  // @ts-expect-error a state has users
  const nobody: EmulatorState = { spaces: [] };
  // @ts-expect-error an unknown role
  const owner: EmulatorState = { users: [{ spaces: { prod: "owner" } }] };
  // @ts-expect-error a key is of somebody
  const ownerless: EmulatorState = { users: [{}], keys: [{ name: "ci" }] };
  void [nobody, owner, ownerless];
}

export function faults({ faults, clock, requests }: Emulator): void {
  faults.next("api_keys_create", { reset: "after-commit", delayBefore: 5 });
  faults.every(2, { method: "GET", path: /spaces/ }, { status: 503, retryAfter: 1, commit: true });
  const fault: Fault = { delayAfter: 5 };
  // @ts-expect-error an unknown operation
  faults.next("api_keys_rotate", fault);
  // @ts-expect-error nothing goes wrong
  faults.next({}, {});
  // @ts-expect-error something must go wrong, whether the work is done or not
  faults.next({}, { commit: true });
  // @ts-expect-error an unknown moment
  faults.next({}, { reset: "later" });
  // @ts-expect-error a misspelt fault
  faults.next({}, { statusCode: 503 });
  // @ts-expect-error every how many?
  faults.every({}, fault);
  // @ts-expect-error milliseconds, as a number
  clock.advance("5s");
  // @ts-expect-error the record is not for changing
  requests.push();
}
