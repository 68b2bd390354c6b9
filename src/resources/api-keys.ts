import { ApiKeyAccountRole } from "../../generated/models/api-key-account-role.js";
import { ApiKeyOrganizationRole } from "../../generated/models/api-key-organization-role.js";
import { ApiKeySpaceRole } from "../../generated/models/api-key-space-role.js";
import { ApiKeyStatus } from "../../generated/models/api-key-status.js";
import { ApiKeyType } from "../../generated/models/api-key-type.js";
import { bounds, operations } from "../../generated/operations.js";
import type { RequestOptions } from "../connection/call.js";
import type { OutcomeUnknownError } from "../errors.js";
import type { ExtensionContext } from "../extension.js";
import { once } from "../once.js";
import type { List } from "../page.js";
import type { SpaceLookup } from "../space-lookup.js";
import type { SpaceRef } from "../space-ref.js";
import {
  cursor,
  expiry,
  id,
  integer,
  isPlainObject,
  oneOf,
  optional,
  spaceRef,
  text,
  wireTime,
} from "../validation.js";
import { isPageOf, isRecord } from "../wire.js";
import { type ApiKey, type ApiKeyCreated, toApiKey, toApiKeyCreated } from "./api-key.js";
import { isNoContent, type Method, start } from "./method.js";
import {
  type FetchKeys,
  type KeyQuery,
  type ReconcileOptions,
  type Reconciliation,
  reconcile,
  type UnknownOutcome,
} from "./reconcile.js";

/**
 * Which keys `client.apiKeys.list` gives.
 *
 * @example
 * const params: ListApiKeysParams = { space: "prod", status: "deleted", limit: 100 };
 */
export interface ListApiKeysParams {
  /** Only keys of this type. Default: user keys, or with `space` service keys. */
  keyType?: ApiKeyType | undefined;
  /** Only keys of this status. Default: `active`. An expired key is `active` too. */
  status?: ApiKeyStatus | undefined;
  /** Only service keys of this space, by ID or name. */
  space?: SpaceRef | undefined;
  /** With `space`: only keys that this user made. Without: this user's keys, for account admins. */
  userId?: string | undefined;
  /** The size of a page, 1 to 100; not a maximum of items. Default: 50. */
  limit?: number | undefined;
  /** Where to start: the `nextCursor` of an earlier page. */
  cursor?: string | undefined;
}

/**
 * The user key that `client.apiKeys.create` makes. It has no space and no roles: see {@link CreateServiceKeyParams}.
 *
 * @example
 * const params: CreateApiKeyParams = { name: "laptop", expiresAt: in90Days };
 */
export interface CreateApiKeyParams {
  /** 1 to 256 characters. It need not be unique. */
  name: string;
  /** What the key is for, at most 1,000 characters. */
  description?: string | undefined;
  /** When the key ends, in the future: a `Date`, or an ISO 8601 string with a time zone. Absent or `null`: **never**. */
  expiresAt?: Date | string | null | undefined;
}

/**
 * The service key that `client.apiKeys.createServiceKey` makes.
 *
 * @example
 * const params: CreateServiceKeyParams = { name: "ci", space: "prod", spaceRole: "read-only", expiresAt: in90Days };
 */
export interface CreateServiceKeyParams extends CreateApiKeyParams {
  /** The space that the key belongs to, by ID or name. */
  space: SpaceRef;
  /** What the key may do in its space. Default: `member`. At most the caller's own role. */
  spaceRole?: ApiKeySpaceRole | undefined;
  /** What the key may do in the organization of its space. Default: `read-only`. At most the caller's own role. */
  orgRole?: ApiKeyOrganizationRole | undefined;
  /** What the key may do in the account. Default: `member`. At most the caller's own role. */
  accountRole?: ApiKeyAccountRole | undefined;
}

/**
 * Which key `client.apiKeys.delete` revokes.
 *
 * @example
 * const params: DeleteApiKeyParams = { apiKeyId: created.id };
 */
export interface DeleteApiKeyParams {
  /** The key's `id`, not the key itself. */
  apiKeyId: string;
}

/**
 * Which key `client.apiKeys.refresh` rotates, and how.
 *
 * @example
 * const params: RefreshApiKeyParams = { apiKeyId: created.id, expiresAt: in90Days, gracePeriodSeconds: 3600 };
 */
export interface RefreshApiKeyParams {
  /** The key's `id`, not the key itself. */
  apiKeyId: string;
  /** When the replacement ends. Absent or `null`: **never**, also when the old key had an end. */
  expiresAt?: Date | string | null | undefined;
  /** Seconds for which the old key still works, 0 to 86,400. Absent or 0: the old key ends **this instant**. */
  gracePeriodSeconds?: number | undefined;
}

const hasKey = (_status: number, body: unknown) => isRecord(body) && typeof body.key === "string" && body.key !== "";

const creation = {
  name: text(bounds.ApiKeyCreate.name),
  description: optional(text(bounds.ApiKeyCreate.description)),
  expiresAt: optional(expiry),
};

const methods = {
  list: {
    key: "api_keys.list",
    stage: operations.api_keys_list.stage,
    accepts: isPageOf("api_keys"),
    rules: {
      keyType: optional(oneOf(ApiKeyType)),
      status: optional(oneOf(ApiKeyStatus)),
      space: optional(spaceRef),
      userId: optional(id),
      limit: optional(integer(bounds.api_keys_list.limit)),
      cursor: optional(cursor),
    },
  } satisfies Method<ListApiKeysParams>,
  create: {
    key: "api_keys.create",
    stage: operations.api_keys_create.stage,
    accepts: hasKey,
    rules: creation,
  } satisfies Method<CreateApiKeyParams>,
  createServiceKey: {
    key: "api_keys.create_service_key",
    stage: operations.api_keys_create.stage,
    accepts: hasKey,
    rules: {
      ...creation,
      space: spaceRef,
      spaceRole: optional(oneOf(ApiKeySpaceRole)),
      orgRole: optional(oneOf(ApiKeyOrganizationRole)),
      accountRole: optional(oneOf(ApiKeyAccountRole)),
    },
  } satisfies Method<CreateServiceKeyParams>,
  delete: {
    key: "api_keys.delete",
    stage: operations.api_keys_delete.stage,
    accepts: isNoContent,
    rules: { apiKeyId: id },
  } satisfies Method<DeleteApiKeyParams>,
  refresh: {
    key: "api_keys.refresh",
    stage: operations.api_keys_refresh.stage,
    accepts: hasKey,
    rules: {
      apiKeyId: id,
      expiresAt: optional(expiry),
      gracePeriodSeconds: optional(integer(bounds.ApiKeyRefresh.grace_period_seconds)),
    },
  } satisfies Method<RefreshApiKeyParams>,
};

/**
 * The API keys of the account, as `client.apiKeys`.
 *
 * @example
 * const revoke = (apiKeys: ApiKeys, apiKeyId: string) => apiKeys.delete({ apiKeyId });
 */
export class ApiKeys {
  readonly #context: ExtensionContext;
  readonly #lookup: SpaceLookup;
  readonly #api = once(async () => this.#context.api((await import("../../generated/apis/apikeys-api.js")).APIKeysApi));
  /** The IDs of keys that this client handed out: a lost key is none of them. */
  readonly #returned = new Set<string>();

  /** @internal */
  constructor(context: ExtensionContext, lookup: SpaceLookup) {
    this.#context = context;
    this.#lookup = lookup;
  }

  /**
   * Lists API keys, without their secrets: your own user keys, or with `space` the service keys of a space. `await`
   * it for one page, or iterate over all keys. `GET /v2/api-keys`, in alpha.
   *
   * @throws {ValidationError} parameters out of bounds
   * @throws {SpaceNotFoundError} no space has the name
   * @throws {AmbiguousSpaceError} several have it, in different organizations
   * @throws {PermissionDeniedError} another user's keys, asked for by somebody who is no account admin
   * @throws {ArizeError} any other failure: {@link APIError}, {@link ConnectionError}, {@link TimeoutError} …
   * @example
   * for await (const key of client.apiKeys.list({ space: "prod" })) console.log(key.name, key.expiresAt);
   */
  list(params: ListApiKeysParams = {}, options?: RequestOptions): List<ApiKey> {
    const query = isPlainObject(params) ? { ...params } : params;
    let spaceId: string | undefined;
    return this.#context.list(async (next, pageOptions) => {
      const call = start(this.#context, methods.list, query, pageOptions);
      const { keyType, status, userId, limit = bounds.api_keys_list.limit.default, cursor } = query;
      const fetch = (id?: string) => {
        spaceId = id;
        return this.#fetch({ keyType, status, spaceId, userId, limit, cursor: next ?? cursor }, call);
      };
      return query.space === undefined || spaceId !== undefined
        ? fetch(spaceId)
        : this.#lookup.use(query.space, call, fetch);
    }, options);
  }

  /**
   * Makes a user key: it acts as you, with all that you may do. Its secret is in `key`, returned only once: store it
   * before you do anything else. Never sent twice. Without `expiresAt` the key never expires. `POST /v2/api-keys`, in alpha.
   *
   * @throws {ValidationError} parameters out of bounds
   * @throws {OutcomeUnknownError} the key may exist, and its secret is lost: see {@link ApiKeys.reconcile}
   * @throws {PermissionDeniedError} you have no developer permission
   * @throws {ArizeError} any other failure: {@link APIError}, {@link ConnectionError}, {@link TimeoutError} …
   * @example
   * const created = await client.apiKeys.create({ name: "laptop", expiresAt: "2030-01-31T00:00:00Z" });
   * await vault.put("arize", created.key);
   */
  async create(params: CreateApiKeyParams, options?: RequestOptions): Promise<ApiKeyCreated> {
    const call = start(this.#context, methods.create, params, options);
    const { name, description, expiresAt } = params;
    const body = { name, description, key_type: ApiKeyType.USER, expires_at: wireTime(expiresAt) };
    const { data } = await (await this.#api()).apiKeysCreate({ apiKeyCreate: body }, call);
    return this.#handOut(toApiKeyCreated(data));
  }

  /**
   * Makes a service key: it belongs to one space and acts as a bot user of its own, with the given roles. Its secret
   * is in `key`, returned only once: store it before you do anything else. Never sent twice. Without `expiresAt` the
   * key never expires. `POST /v2/api-keys`, in alpha.
   *
   * @throws {ValidationError} parameters out of bounds
   * @throws {SpaceNotFoundError} no space has the name
   * @throws {AmbiguousSpaceError} several have it, in different organizations
   * @throws {OutcomeUnknownError} the key may exist, and its secret is lost: see {@link ApiKeys.reconcile}
   * @throws {BadRequestError} a role above your own
   * @throws {PermissionDeniedError} you may not make keys in this space
   * @throws {ArizeError} any other failure: {@link APIError}, {@link ConnectionError}, {@link TimeoutError} …
   * @example
   * const created = await client.apiKeys.createServiceKey({ name: "ci", space: "prod", spaceRole: "read-only" });
   * await vault.put("arize-ci", created.key);
   */
  async createServiceKey(params: CreateServiceKeyParams, options?: RequestOptions): Promise<ApiKeyCreated> {
    const call = start(this.#context, methods.createServiceKey, params, options);
    const {
      name,
      space,
      description,
      expiresAt,
      spaceRole: space_role,
      orgRole: org_role,
      accountRole: account_role,
    } = params;
    const roles = (space_role ?? org_role ?? account_role) ? { space_role, org_role, account_role } : undefined;
    const body = { name, description, key_type: ApiKeyType.SERVICE, expires_at: wireTime(expiresAt), roles };
    const api = await this.#api();
    const { data } = await this.#lookup.use(space, call, (space_id) =>
      api.apiKeysCreate({ apiKeyCreate: { ...body, space_id } }, call),
    );
    return this.#handOut(toApiKeyCreated(data));
  }

  /**
   * Revokes a key, at once and for good: what still uses it gets 401 from now on. Repeated when its answer is lost.
   * `DELETE /v2/api-keys/{api_key_id}`, in alpha.
   *
   * @throws {ValidationError} parameters out of bounds
   * @throws {NotFoundError} there is no such key, or it was deleted before
   * @throws {PermissionDeniedError} the key is not yours to revoke
   * @throws {OutcomeUnknownError} the client's own key stopped working while this call was repeated
   * @throws {ArizeError} any other failure: {@link APIError}, {@link ConnectionError}, {@link TimeoutError} …
   * @example
   * await client.apiKeys.delete({ apiKeyId: created.id });
   */
  async delete(params: DeleteApiKeyParams, options?: RequestOptions): Promise<void> {
    const call = start(this.#context, methods.delete, params, options);
    const { apiKeyId } = params;
    await (await this.#api()).apiKeysDelete({ apiKeyId }, call);
  }

  /**
   * Rotates a key: the old one ends and a replacement begins, with a new `id`, a new secret and the same name,
   * description, type and scope. The secret is in `key`, returned only once. Never sent twice.
   *
   * Two sharp edges. Without `gracePeriodSeconds` the old key ends this instant, and what still uses it is cut off.
   * Without `expiresAt` the replacement never expires, even if the old key would have. To rotate all keys of a list,
   * take `toArray()` first: replacements are new keys, and may come up while you iterate.
   * `POST /v2/api-keys/{api_key_id}/refresh`, in alpha.
   *
   * @throws {ValidationError} parameters out of bounds
   * @throws {NotFoundError} there is no such key, or it was deleted
   * @throws {OutcomeUnknownError} the rotation may have happened, and the new secret is lost: see {@link ApiKeys.reconcile}
   * @throws {ArizeError} any other failure: {@link APIError}, {@link ConnectionError}, {@link TimeoutError} …
   * @example
   * const next = await client.apiKeys.refresh({ apiKeyId: created.id, expiresAt: in90Days, gracePeriodSeconds: 3600 });
   * await vault.put("arize-ci", next.key);
   */
  async refresh(params: RefreshApiKeyParams, options?: RequestOptions): Promise<ApiKeyCreated> {
    const call = start(this.#context, methods.refresh, params, options);
    const { apiKeyId, expiresAt, gracePeriodSeconds: grace_period_seconds } = params;
    const body = { expires_at: wireTime(expiresAt), grace_period_seconds };
    const { data } = await (await this.#api()).apiKeysRefresh({ apiKeyId, apiKeyRefresh: body }, call);
    return this.#handOut(toApiKeyCreated(data));
  }

  /**
   * Finds out what became of a create or refresh whose answer was lost, by listing keys; it changes nothing. Takes the
   * `OutcomeUnknownError`, or its JSON (text or parsed), also in another process. `created` means that exactly one key fits: most
   * likely yours, but compare its `createdByUserId` before you delete it. `not-created` takes two complete listings,
   * `settle` milliseconds apart. A lost refresh of a service key needs `space`, because keys don't tell theirs. The
   * client must have a key of the user who made the call: other users' keys are in none of its lists.
   * `GET /v2/api-keys`, in alpha.
   *
   * @throws {ValidationError} the error is not one of a create or refresh
   * @throws {ArizeError} any other failure: {@link APIError}, {@link ConnectionError}, {@link TimeoutError} …
   * @example
   * if (error instanceof OutcomeUnknownError) {
   *   const { outcome, candidates, reason } = await client.apiKeys.reconcile(error);
   *   console.log(outcome, reason, candidates.map(({ id, createdByUserId }) => `${id} by ${createdByUserId}`));
   * }
   */
  async reconcile(
    error: OutcomeUnknownError | UnknownOutcome | string,
    options: ReconcileOptions = {},
  ): Promise<Reconciliation> {
    return reconcile(this.#context, (query, call) => this.#fetch(query, call), this.#returned, error, options);
  }

  async #fetch(query: KeyQuery, call: RequestOptions): ReturnType<FetchKeys> {
    const { data, headers } = await (await this.#api()).apiKeysList(query, call);
    const date = Date.parse(String(headers.date));
    const keys = data.api_keys.map((key) => toApiKey(key));
    return { data: keys, pagination: data.pagination, date: Number.isNaN(date) ? undefined : date };
  }

  #handOut(created: ApiKeyCreated): ApiKeyCreated {
    this.#returned.add(created.id);
    return created;
  }
}
