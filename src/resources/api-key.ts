import type { ApiKey as WireKey } from "../../generated/models/api-key.js";
import type { ApiKeyCreated as WireCreated } from "../../generated/models/api-key-created.js";
import type { ApiKeyStatus } from "../../generated/models/api-key-status.js";
import type { ApiKeyType } from "../../generated/models/api-key-type.js";
import { mask } from "../secrets.js";
import { type Exactly, optionalDate, requiredDate } from "../wire.js";

/**
 * An API key as the service shows it: never with its secret.
 *
 * @example
 * const endsSoon = ({ expiresAt }: ApiKey) => expiresAt !== undefined && expiresAt < in90Days;
 */
export interface ApiKey {
  /** What `delete` and `refresh` take as `apiKeyId`. A refresh gives another one. */
  readonly id: string;
  /** Several keys may have the same. */
  readonly name: string;
  /** Absent when the key was made without one. */
  readonly description?: string;
  /** Whom the key acts as: `user` or `service`, or a type that this version doesn't know. */
  readonly keyType: ApiKeyType | (string & {});
  /** `active` or `deleted`. A deleted key no longer authenticates. An expired one stays `active`, and doesn't either. */
  readonly status: ApiKeyStatus | (string & {});
  /** The secret's first and last characters, to recognise it by, for instance `ak-abc...xyz`. */
  readonly redactedKey: string;
  /** When the key was made, by the service's clock. */
  readonly createdAt: Date;
  /** When the key ends. Absent: never. */
  readonly expiresAt?: Date;
  /** The user who made the key: compare it before you delete a key that `reconcile` found. */
  readonly createdByUserId: string;
  /** When the key was last used, approximately; absent when it never was. */
  readonly lastUsedAt?: Date;
}

/**
 * A new key with its secret, which the service gives only this once.
 *
 * @example
 * const store = (created: ApiKeyCreated) => vault.put(created.name, created.key);
 */
export interface ApiKeyCreated extends ApiKey {
  /**
   * The secret itself. Store it before you do anything else. Printing this object or turning it into JSON leaves the
   * secret out; a spread copy is an ordinary object with it.
   */
  readonly key: string;
}

type Mapped =
  | "id"
  | "name"
  | "description"
  | "key_type"
  | "status"
  | "redacted_key"
  | "created_at"
  | "expires_at"
  | "created_by_user_id"
  | "last_used_at";

/** The one mapping of `ApiKey`. @internal */
export function toApiKey(answered: WireKey): ApiKey {
  const wire: Exactly<WireKey, Mapped> = answered;
  const key: { -readonly [K in keyof ApiKey]: ApiKey[K] } = {
    id: wire.id,
    name: wire.name,
    keyType: wire.key_type,
    status: wire.status,
    redactedKey: wire.redacted_key,
    createdAt: requiredDate(wire.created_at),
    createdByUserId: wire.created_by_user_id,
  };
  if (typeof wire.description === "string") key.description = wire.description;
  const expiresAt = optionalDate(wire.expires_at);
  if (expiresAt) key.expiresAt = expiresAt;
  const lastUsedAt = optionalDate(wire.last_used_at);
  if (lastUsedAt) key.lastUsedAt = lastUsedAt;
  return key;
}

/**
 * The one mapping of `ApiKeyCreated`: the secret is taken out first, so that nothing in the rest can lose it.
 * @internal
 */
export function toApiKeyCreated(answered: WireCreated): ApiKeyCreated {
  const { key, ...rest }: Exactly<WireCreated, keyof WireKey | "key"> = answered;
  return Object.assign(new CreatedKey(key), toApiKey(rest));
}

class CreatedKey {
  constructor(readonly key: string) {}

  toJSON(): object {
    const { key: _secret, ...rest } = this;
    return { ...rest, keyOmitted: "read created.key; it is returned only once" };
  }

  [Symbol.for("nodejs.util.inspect.custom")](
    _depth: number,
    options: object,
    inspect: (value: object, options: object) => string,
  ) {
    return `ApiKeyCreated ${inspect({ ...this, key: mask(this.key) }, options)}`;
  }
}
