/** What `run` threw; a test that expects an error fails when there is none. */
export function thrown(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error("expected an error");
}

/** `error` as an instance of `ErrorClass`; a test that gets something else fails with what it got. */
export function expectError<T extends Error>(error: unknown, ErrorClass: new (...args: never[]) => T): T {
  if (error instanceof ErrorClass) return error;
  throw new Error(`expected a ${ErrorClass.name}`, { cause: error });
}
