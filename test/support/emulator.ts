import { type Emulator, type EmulatorOptions, startEmulator } from "arize-sdk/testing";
import { afterEach, expect } from "vitest";
import { OpenApiChecker } from "./openapi.js";

const checker = new OpenApiChecker();
const violations: string[] = [];

afterEach(() => {
  expect(violations.splice(0), "what doesn't conform to openapi/arize.yaml").toEqual([]);
});

export interface CheckedEmulatorOptions extends EmulatorOptions {
  /** Also holds each request to the document. Leave it off where a test sends bad ones. Default: false. */
  readonly checkRequests?: boolean | undefined;
}

/** An emulator whose answers are checked against the OpenAPI document; the test fails where one differs. */
export function startCheckedEmulator(options: CheckedEmulatorOptions = {}): Promise<Emulator> {
  const { checkRequests = false, ...rest } = options;
  return startEmulator({
    ...rest,
    onExchange(exchange) {
      const { request, answer } = exchange;
      if (answer !== undefined) violations.push(...checker.answer({ request, answer }));
      if (checkRequests) violations.push(...checker.request(request));
    },
  });
}
