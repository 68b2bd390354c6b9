import {
  AmbiguousNameError,
  type ArizeClient,
  AuthenticationError,
  AuthorizationError,
  BadRequestError,
  createApiKey,
  createClient,
  createSpace,
  deleteApiKey,
  deleteSpace,
  getSpace,
  listApiKeys,
  listSpaces,
  NotFoundError,
  refreshApiKey,
  updateSpace,
} from "@arizeai/ax-client";
import type { Emulator } from "arize-sdk/testing";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { rejection } from "../support/client.js";
import { startCheckedEmulator } from "../support/emulator.js";
import { people } from "./caller.js";

// The platform's own TypeScript client knows nothing of this emulator: what works for it is the service's contract.

const HOUR = 3_600_000;
let emulator: Emulator;
const as = (apiKey: string): ArizeClient => createClient({ apiKey, baseUrl: emulator.url });
const spaceId = () => emulator.spaces.find(({ name }) => name === "prod")?.id ?? "";
const authenticates = (apiKey: string) =>
  listSpaces({ client: as(apiKey) }).then(
    () => true,
    (error: unknown) => (error instanceof AuthenticationError ? false : Promise.reject(error)),
  );

beforeAll(async () => {
  vi.stubEnv("DISABLE_PRERELEASE_WARNING", "true");
  emulator = await startCheckedEmulator();
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await emulator.close();
});

test("a user key goes through its life: made, listed, rotated with grace, revoked", async () => {
  const client = as(emulator.apiKey);
  const expiresAt = new Date(emulator.clock.now().getTime() + HOUR);
  const created = await createApiKey({ client, name: "laptop", description: "mine", expiresAt });
  expect(created).toMatchObject({ name: "laptop", description: "mine", keyType: "user", status: "active", expiresAt });
  const { data } = await listApiKeys({ client, keyType: "user", limit: 100 });
  expect(data).toContainEqual(expect.objectContaining({ id: created.id, redactedKey: created.redactedKey }));
  expect(JSON.stringify(data)).not.toContain(created.key);

  const next = await refreshApiKey({ client, apiKeyId: created.id, expiresAt, gracePeriodSeconds: 60 });
  expect(next).toMatchObject({ name: "laptop", description: "mine", keyType: "user", expiresAt });
  expect([await authenticates(created.key), await authenticates(next.key)]).toEqual([true, true]);
  emulator.clock.advance(61_000);
  expect([await authenticates(created.key), await authenticates(next.key)]).toEqual([false, true]);

  await deleteApiKey({ client, apiKeyId: next.id });
  expect(await authenticates(next.key)).toBe(false);
  expect(await rejection(deleteApiKey({ client, apiKeyId: next.id }))).toBeInstanceOf(NotFoundError);
});

test("a service key belongs to its space, has its roles, and ends with a refresh without grace", async () => {
  const client = as(emulator.apiKey);
  const roles = { spaceRole: "read-only" } as const;
  const created = await createApiKey({ client, name: "ci", keyType: "service", spaceId: spaceId(), roles });
  const { data } = await listApiKeys({ client, spaceId: spaceId(), limit: 100 });
  expect(data.map(({ id, keyType }) => ({ id, keyType }))).toContainEqual({ id: created.id, keyType: "service" });
  expect(await rejection(createApiKey({ client: as(created.key), name: "more" }))).toBeInstanceOf(AuthorizationError);
  const next = await refreshApiKey({ client, apiKeyId: created.id });
  expect([await authenticates(created.key), await authenticates(next.key)]).toEqual([false, true]);
  const left = await listApiKeys({ client, spaceId: spaceId(), limit: 100 });
  expect(left.data.map(({ id }) => id)).toContain(next.id);
  expect(left.data.map(({ id }) => id)).not.toContain(created.id);
});

test("a key ends when it expires", async () => {
  const expiresAt = new Date(emulator.clock.now().getTime() + 60_000).toISOString();
  const { key } = await createApiKey({ client: as(emulator.apiKey), name: "short", expiresAt });
  expect(await authenticates(key)).toBe(true);
  emulator.clock.advance(60_001);
  expect(await authenticates(key)).toBe(false);
});

test("pages lead through all keys, each once", async () => {
  const client = as(emulator.apiKey);
  for (const name of ["one", "two", "three"]) await createApiKey({ client, name });
  const ids: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const { data, pagination } = await listApiKeys({ client, limit: 2, cursor });
    ids.push(...data.map(({ id }) => id));
    cursor = pagination.nextCursor;
    if (!pagination.hasMore) break;
  }
  const { data } = await listApiKeys({ client, limit: 100 });
  expect(ids).toEqual(data.map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
});

test("a space goes through its life, by its ID and by its name", async () => {
  const admin = as(people(emulator).ada.apiKey);
  const organizationId = emulator.organizations[0]?.id ?? "";
  const made = await createSpace({ client: admin, name: "staging", organizationId, description: "Before prod" });
  expect(await getSpace({ client: admin, space: made.id })).toEqual(made);
  expect(await getSpace({ client: admin, space: "staging" })).toEqual(made);
  const renamed = await updateSpace({ client: admin, space: "staging", name: "preview", description: "" });
  expect(renamed).toMatchObject({ id: made.id, name: "preview", description: "" });
  const listed = await listSpaces({ client: admin, organizationId, name: "prev" });
  expect(listed.data).toEqual([renamed]);
  await deleteSpace({ client: admin, space: "preview" });
  expect(await rejection(getSpace({ client: admin, space: made.id }))).toBeInstanceOf(NotFoundError);
});

test("what is wrong comes back as its own errors", async () => {
  const client = as(emulator.apiKey);
  expect(await rejection(getSpace({ client, space: "shared" }))).toBeInstanceOf(AmbiguousNameError);
  expect(await rejection(listApiKeys({ client: as("ak-emulator-unknown") }))).toBeInstanceOf(AuthenticationError);
  expect(await rejection(createApiKey({ client, name: "" }))).toBeInstanceOf(BadRequestError);
  expect(await rejection(createApiKey({ client, name: "ci", keyType: "service" }))).toBeInstanceOf(BadRequestError);
  const past = new Date(emulator.clock.now().getTime() - HOUR);
  expect(await rejection(createApiKey({ client, name: "late", expiresAt: past }))).toMatchObject({ statusCode: 422 });
});
