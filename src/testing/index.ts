export {
  type Emulator,
  type EmulatorClock,
  type EmulatorFaults,
  type EmulatorOptions,
  type EmulatorUser,
  startEmulator,
} from "./emulator.js";
export type { Fault, FaultMatch } from "./faults.js";
export type { OperationId } from "./operation.js";
export type { RecordedRequest } from "./record.js";
export type { Role } from "./roles.js";
export type { EmulatorState, KeyState, OrganizationState, SpaceState, UserState } from "./state.js";
