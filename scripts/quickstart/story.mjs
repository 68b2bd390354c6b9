// @ts-check
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * @typedef {object} Scene
 * @property {import("arize-sdk")} sdk
 * @property {import("./report.mjs").Report} report
 * @property {AbortSignal} signal
 * @property {string} space name or ID
 * @property {import("arize-sdk").ArizeClientOptions} clientOptions
 * @property {((seconds: number) => Promise<string>)} [endGrace] how to get past a grace period, where a clock can be
 *   moved; tells what it did
 * @property {boolean} [madeKeys] whether there may be keys to clean up
 */

/** Unique to this run, so that whatever it leaves behind can be found by it. */
export const KEY_NAME = `arize-sdk-quickstart-${randomBytes(4).toString("hex")}`;

const LIFETIME_MS = 60 * 60_000;
const GRACE_SECONDS = 600;
/** How long a service may take until a key that it ended is refused everywhere. */
const PROPAGATION_MS = 10_000;
/** After this time, a request whose answer was lost has been carried out or never will be. */
const SETTLE_MS = 5_000;

/** Keys may be left on the service. */
export class Leftovers extends Error {}

/** @param {Scene} scene */
export async function tell(scene) {
  const { sdk, report, signal, space, clientOptions, endGrace } = scene;
  /** @type {import("arize-sdk").ArizeClient[]} */
  const clients = [];
  /** @param {import("arize-sdk").ArizeClientOptions} options */
  const connect = (options) => {
    const client = new sdk.ArizeClient({ ...clientOptions, prereleaseWarnings: false, ...options });
    clients.push(client);
    return client;
  };

  try {
    const client = connect({});

    const spaceId = await report.step(`Find the space ${JSON.stringify(space)}`, async () => {
      const value = await client.resolveSpaceId(space, { signal });
      return { value, told: `its ID is ${value}`, facts: { spaceId: value } };
    });
    /** @param {import("arize-sdk").ArizeClient} user */
    const use = async (user) => {
      try {
        const { data, pagination } = await user.apiKeys.list({ space: { id: spaceId } }, { signal });
        return `lists ${data.length}${pagination.hasMore ? " or more" : ""} service keys of the space`;
      } catch (error) {
        // The service knows the key, and its rules for a key of this role are its own.
        if (error instanceof sdk.PermissionDeniedError) return "is accepted, but may not list keys";
        throw error;
      }
    };
    const expiresAt = () => new Date(Date.now() + LIFETIME_MS);

    const first = await report.step("Create a service key in it", async () => {
      const params = { name: KEY_NAME, space: { id: spaceId }, spaceRole: sdk.ApiKeySpaceRole.READ_ONLY };
      scene.madeKeys = true;
      const value = await client.apiKeys.createServiceKey({ ...params, expiresAt: expiresAt() }, { signal });
      report.protect(value.key);
      const told = `${value.name}: ${value.redactedKey}, read-only, ends at ${clock(value.expiresAt)}`;
      return { value, told, facts: { apiKeyId: value.id, redactedKey: value.redactedKey } };
    });
    const firstUser = connect({ apiKey: first.key });

    await report.step("Use the key", async () => {
      const did = await use(firstUser);
      return { value: undefined, told: `a second client, which has only this key, ${did}` };
    });

    const next = await report.step(`Rotate it, with ${GRACE_SECONDS / 60} minutes of grace`, async () => {
      const params = { apiKeyId: first.id, expiresAt: expiresAt(), gracePeriodSeconds: GRACE_SECONDS };
      const value = await client.apiKeys.refresh(params, { signal });
      report.protect(value.key);
      const told = `${value.redactedKey} takes over from ${first.redactedKey}, which ends at ${clock(new Date(Date.now() + GRACE_SECONDS * 1_000))}`;
      return { value, told, facts: { apiKeyId: value.id, redactedKey: value.redactedKey } };
    });
    const nextUser = connect({ apiKey: next.key });

    await report.step("Use both during the grace", async () => {
      await use(firstUser);
      await use(nextUser);
      return { value: undefined, told: "the old key and the new key are both accepted" };
    });

    await report.step("End the grace", async () => {
      let how = "the old key is deleted before its grace is over";
      if (endGrace) how = await endGrace(GRACE_SECONDS + 1);
      else await client.apiKeys.delete({ apiKeyId: first.id }, { signal });
      const { name, status } = await refusal(scene, firstUser, use);
      await use(nextUser);
      const told = `${how}: the old key gets ${status} (${name}), the new key is accepted`;
      return { value: undefined, told, facts: { refusedWith: name, status } };
    });

    await report.step("Revoke the new key", async () => {
      await client.apiKeys.delete({ apiKeyId: next.id }, { signal });
      return { value: undefined, told: `${next.redactedKey} is deleted, at once and for good` };
    });

    await report.step("See the revoked key refused", async () => {
      const { name, status, problem } = await refusal(scene, nextUser, use);
      return {
        value: undefined,
        told: `${status} (${name}): ${problem?.detail ?? problem?.title ?? ""}`,
        facts: { refusedWith: name, status },
      };
    });
  } finally {
    for (const client of clients) client.close();
  }
}

/**
 * The `AuthenticationError` that a client of an ended key gets.
 *
 * @param {Scene} scene
 * @param {import("arize-sdk").ArizeClient} user
 * @param {(user: import("arize-sdk").ArizeClient) => Promise<unknown>} use
 */
async function refusal({ sdk, signal, endGrace }, user, use) {
  const until = Date.now() + (endGrace ? 0 : PROPAGATION_MS);
  for (;;) {
    try {
      await use(user);
    } catch (error) {
      if (error instanceof sdk.AuthenticationError) return error;
      throw error;
    }
    if (Date.now() >= until) throw new Error("The key was ended, and is still accepted.");
    await sleep(1_000, undefined, { signal });
  }
}

/**
 * Deletes every key of this run that is still active: those that the story lost on its way too, which is why they are
 * looked for by name.
 *
 * @param {import("arize-sdk").ArizeClient} client
 * @param {Scene} scene
 * @param {unknown} failure what ended the story early, if anything did
 */
export async function cleanUp(client, { sdk, report, space, madeKeys }, failure) {
  if (!madeKeys) return;
  try {
    await report.step("Clean up", async () => {
      if (failure instanceof sdk.OutcomeUnknownError) await sleep(SETTLE_MS);
      const keys = await client.apiKeys.list({ space, limit: 100 }).toArray();
      const left = keys.filter(({ name }) => name === KEY_NAME);
      for (const { id } of left) await client.apiKeys.delete({ apiKeyId: id });
      const told = left.length === 0 ? "no key was left" : `${left.length} deleted`;
      return { value: undefined, told, facts: { deleted: left.length } };
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    const first = failure instanceof Error ? `${failure.message}\n` : "";
    throw new Leftovers(
      `${first}Cleaning up failed too: ${reason}\nLook for keys named ${KEY_NAME}; they end by themselves within the hour.`,
    );
  }
}

/** @param {Date | undefined} time */
function clock(time) {
  return time ? `${time.toISOString().slice(11, 16)} UTC` : "no time";
}
