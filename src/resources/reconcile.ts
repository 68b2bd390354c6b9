import { ApiKeyStatus } from "../../generated/models/api-key-status.js";
import { ApiKeyType } from "../../generated/models/api-key-type.js";
import { bounds } from "../../generated/operations.js";
import { bindingOf, type RequestOptions } from "../connection/call.js";
import { type OutcomeUnknownError, ValidationError } from "../errors.js";
import type { ExtensionContext } from "../extension.js";
import type { FetchedPage } from "../page.js";
import type { SpaceRef } from "../space-ref.js";
import { checkParams, integer, optional, spaceRef } from "../validation.js";
import { isPageOf, isRecord, parseJson } from "../wire.js";
import type { ApiKey } from "./api-key.js";

/**
 * What is left of an `OutcomeUnknownError` after `JSON.parse(JSON.stringify(error))`.
 *
 * @example
 * const lost: UnknownOutcome = JSON.parse(JSON.stringify(error));
 * console.log(await client.apiKeys.reconcile(lost));
 */
export interface UnknownOutcome {
  /** The method by its key, for instance `api_keys.create`. */
  readonly operation: string;
  /** When the call began: a `Date`, or an ISO 8601 string. */
  readonly startedAt: string | Date;
  /** What was asked. */
  readonly params: Readonly<Record<string, unknown>>;
}

/**
 * How `client.apiKeys.reconcile` looks for a lost key.
 *
 * @example
 * const options: ReconcileOptions = { space: "prod", settle: 10_000, timeout: 60_000 };
 */
export interface ReconcileOptions extends RequestOptions {
  /** The space of a service key whose refresh was lost; for other calls it is known. */
  space?: SpaceRef | undefined;
  /** Milliseconds between the listings that show no key, 0 to 3,600,000: as long as a create may take. Default: 5,000. */
  settle?: number | undefined;
}

/**
 * What `client.apiKeys.reconcile` found out. It has changed nothing.
 *
 * @example
 * const safeToRepeat = ({ outcome }: Reconciliation) => outcome === "not-created";
 */
export interface Reconciliation {
  /** `created`: exactly one key fits. `not-created`: it is safe to repeat. `unclear`: a person should look. */
  readonly outcome: "created" | "not-created" | "unclear";
  /** The keys that could be the lost one, without their secrets. */
  readonly candidates: ApiKey[];
  /** Why, in a sentence. */
  readonly reason: string;
}

/** Which keys a listing asks for. @internal */
export interface KeyQuery {
  readonly keyType?: ApiKeyType | undefined;
  readonly status?: ApiKeyStatus | undefined;
  readonly spaceId?: string | undefined;
  readonly userId?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Fetches a page of keys, with the time of its answer by the service's clock. @internal */
export type FetchKeys = (
  query: KeyQuery,
  options: RequestOptions,
) => Promise<FetchedPage<ApiKey> & { readonly date?: number | undefined }>;

/** What a lost key must look like. */
interface Wanted {
  readonly name: string;
  readonly description: string;
  readonly keyType: string;
  readonly expiresAt: number | undefined;
}

/** One complete listing, and by how much the service's clock is ahead of this one, if its answers said so. */
interface Listing {
  readonly keys: ApiKey[];
  readonly skewMs: number | undefined;
}

const DEFAULT_SETTLE_MS = 5_000;
/** `Date` headers and the times of keys may be cut to whole seconds. */
const GRAIN_MS = 2_000;
/** How far clocks may be apart that nobody compared. */
const UNKNOWN_SKEW_MS = 5 * 60_000;
const OPERATIONS = ["api_keys.create", "api_keys.create_service_key", "api_keys.refresh"];

const outcomeRules = {
  operation: (value: unknown) =>
    OPERATIONS.some((each) => each === value) ? undefined : `must be one of ${OPERATIONS.join(", ")}`,
  startedAt: (value: unknown) =>
    (typeof value === "string" || value instanceof Date) && !Number.isNaN(new Date(value).getTime())
      ? undefined
      : "must be the time of the call",
  params: (value: unknown) => (isRecord(value) ? undefined : "must be the parameters of the call"),
};

/** @internal */
export async function reconcile(
  context: ExtensionContext,
  fetchKeys: FetchKeys,
  returned: ReadonlySet<string>,
  error: OutcomeUnknownError | UnknownOutcome | string,
  { space, settle = DEFAULT_SETTLE_MS, ...options }: ReconcileOptions,
): Promise<Reconciliation> {
  const { operation, startedAt, params } = readError(error);
  checkParams(
    "reconcile options",
    { space, settle },
    { space: optional(spaceRef), settle: integer({ minimum: 0, maximum: 3_600_000 }) },
  );
  const call = context.begin(options, { operation: "api_keys.reconcile", accepts: isPageOf("api_keys") });
  const scope = space ?? spaceOf(params);
  const spaceId = scope === undefined ? undefined : await context.resolveSpaceId(scope, call);
  const list = () => listAll(context, fetchKeys, spaceId, call);

  const first = await list();
  const wanted = operation === "api_keys.refresh" ? replacementOf(params, first) : requested(operation, params);
  if (!wanted) return unclear([], missingOriginal(spaceId));
  const alike = ({ keys }: Listing) => keys.filter((key) => !returned.has(key.id) && matches(key, wanted));
  const fits = (listing: Listing) => alike(listing).filter((key) => isSince(key, startedAt, listing) === true);
  const early = fits(first);
  if (early.length > 0) return conclude(early);
  await bindingOf(call).call.sleep(settle);
  const second = await list();
  const late = fits(second);
  if (late.length > 0) return conclude(late);
  const doubtful = alike(second).filter((key) => isSince(key, startedAt, second) === undefined);
  if (doubtful.length > 0) return unclear(doubtful, "A key fits, and the clocks don't tell whether it was made since.");
  const reason = `Two complete listings, ${settle} ms apart, hold no such key.`;
  return { outcome: "not-created", candidates: [], reason };
}

/** Whether a key was made since then, by the service's clock; undefined when nobody can tell. */
function isSince({ createdAt }: ApiKey, startedAt: number, { skewMs }: Listing): boolean | undefined {
  const age = createdAt.getTime() - startedAt;
  if (age >= (skewMs ?? 0) - GRAIN_MS) return true;
  if (Number.isNaN(age) || startedAt > Date.now() + UNKNOWN_SKEW_MS) return undefined;
  return skewMs === undefined && age >= -UNKNOWN_SKEW_MS ? undefined : false;
}

function readError(given: OutcomeUnknownError | UnknownOutcome | string): {
  operation: string;
  startedAt: number;
  params: Record<string, unknown>;
} {
  const error: unknown = typeof given === "string" ? parseJson(given) : given;
  if (!isRecord(error))
    throw new ValidationError("reconcile", [{ path: "error", message: "must be an OutcomeUnknownError or its JSON" }]);
  const { operation, startedAt, params } = error;
  checkParams("reconcile", { operation, startedAt, params }, outcomeRules);
  return {
    operation: String(operation),
    startedAt: startedAt instanceof Date ? startedAt.getTime() : Date.parse(String(startedAt)),
    params: isRecord(params) ? { ...params } : {},
  };
}

/** Every key of the scope, deleted ones included. */
async function listAll(
  context: ExtensionContext,
  fetchKeys: FetchKeys,
  spaceId: string | undefined,
  call: RequestOptions,
): Promise<Listing> {
  const keys: ApiKey[] = [];
  let skewMs: number | undefined;
  const keyType = spaceId === undefined ? ApiKeyType.USER : ApiKeyType.SERVICE;
  const limit = bounds.api_keys_list.limit.maximum;
  for (const status of Object.values(ApiKeyStatus)) {
    const pages = context.list(async (cursor) => {
      const { date, ...page } = await fetchKeys({ keyType, status, spaceId, limit, cursor }, call);
      if (date !== undefined) skewMs = date - Date.now();
      return page;
    });
    keys.push(...(await pages.toArray()));
  }
  return { keys, skewMs };
}

function requested(operation: string, params: Record<string, unknown>): Wanted {
  return {
    name: String(params.name),
    description: typeof params.description === "string" ? params.description : "",
    keyType: operation === "api_keys.create" ? ApiKeyType.USER : ApiKeyType.SERVICE,
    expiresAt: timeOf(params.expiresAt),
  };
}

/** A refresh names only the old key: what its replacement looks like is read from that. */
function replacementOf(params: Record<string, unknown>, { keys }: Listing): Wanted | undefined {
  const old = keys.find(({ id }) => id === params.apiKeyId);
  return (
    old && {
      name: old.name,
      description: old.description ?? "",
      keyType: old.keyType,
      expiresAt: timeOf(params.expiresAt),
    }
  );
}

function matches(key: ApiKey, wanted: Wanted): boolean {
  return (
    key.name === wanted.name &&
    (key.description ?? "") === wanted.description &&
    key.keyType === wanted.keyType &&
    sameTime(key.expiresAt?.getTime(), wanted.expiresAt)
  );
}

function sameTime(a: number | undefined, b: number | undefined): boolean {
  return a === undefined || b === undefined ? a === b : Math.abs(a - b) < 1_000;
}

function timeOf(value: unknown): number | undefined {
  return typeof value === "string" || value instanceof Date ? new Date(value).getTime() : undefined;
}

function spaceOf({ space }: Record<string, unknown>): SpaceRef | undefined {
  if (typeof space === "string") return space;
  if (!isRecord(space)) return undefined;
  if (typeof space.id === "string") return { id: space.id };
  return typeof space.name === "string" ? { name: space.name } : undefined;
}

function conclude(candidates: ApiKey[]): Reconciliation {
  if (candidates.length > 1)
    return unclear(candidates, `${candidates.length} keys fit, and one of them may be the lost one.`);
  const reason =
    "Exactly one key fits what was asked and was made since: most likely yours. Compare its createdByUserId.";
  return { outcome: "created", candidates, reason };
}

function unclear(candidates: ApiKey[], reason: string): Reconciliation {
  return { outcome: "unclear", candidates, reason };
}

function missingOriginal(spaceId: string | undefined): string {
  return spaceId === undefined
    ? "The key is none of your user keys. For a service key pass { space }: keys don't tell theirs, and a listing without one shows user keys only."
    : "The key that was refreshed is not in this space.";
}
