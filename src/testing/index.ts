/**
 * An emulator of the Arize API for tests: start at {@link startEmulator}.
 *
 * @packageDocumentation
 */
export {
  type Emulator,
  type EmulatorClock,
  type EmulatorFaults,
  type EmulatorUser,
  startEmulator,
} from "./emulator.js";
export type { CommittingFault, DelayedFault, Fault, FaultMatch } from "./faults.js";
export type { OperationId } from "./operation.js";
export type { EmulatorOptions, Exchange } from "./options.js";
export type { RecordedRequest } from "./record.js";
export type { Role } from "./roles.js";
export type { EmulatorState, KeyState, OrganizationState, SpaceState, UserState } from "./state.js";
