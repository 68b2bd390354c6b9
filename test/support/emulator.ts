import { type Emulator, type EmulatorOptions, startEmulator } from "arize-sdk/testing";
import { afterEach, expect } from "vitest";
import { OpenApiChecker } from "./openapi.js";

const checker = new OpenApiChecker();
const violations: string[] = [];

afterEach(() => {
  expect(violations.splice(0), "what doesn't conform to openapi/arize.yaml").toEqual([]);
});

/** An emulator whose answers are checked against the OpenAPI document; the test fails where one differs. */
export function startCheckedEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  return startEmulator({
    ...options,
    onExchange({ request, answer }) {
      if (answer !== undefined) violations.push(...checker.answer({ request, answer }));
    },
  });
}
