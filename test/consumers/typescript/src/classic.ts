// What `module: commonjs` without more resolves, as ts-jest does by default: the old way, which reads no exports map.
import { type ApiKey, ArizeClient } from "arize-sdk";
import { type Emulator, startEmulator } from "arize-sdk/testing";

export async function list(): Promise<ApiKey[]> {
  const emulator: Emulator = await startEmulator();
  const keys = await new ArizeClient(emulator.clientOptions).apiKeys.list().toArray();
  await emulator.close();
  return keys;
}
