import { Problem } from "./problem.js";
import type { Key, Store } from "./store.js";

/** Milliseconds. The service promises an approximate `last_used_at`; this spares busy keys a change each time. */
const LAST_USED_RESOLUTION = 1000;

/** The live key that a request carries; it counts as used now. */
export function authenticate(store: Store, authorization: string | undefined, now: number): Key {
  const secret = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
  if (secret === undefined) throw refusal("The request needs an API key: Authorization: Bearer <key>");
  const key = store.keyWithSecret(secret);
  if (key?.status !== "active") throw refusal("The API key is unknown or deleted");
  if (key.expiresAt !== undefined && key.expiresAt <= now) throw refusal("The API key has expired");
  if (Math.abs(now - (key.lastUsedAt ?? 0)) >= LAST_USED_RESOLUTION) store.changeKey(key, { lastUsedAt: now });
  return key;
}

function refusal(detail: string): Problem {
  return new Problem(401, detail, { "www-authenticate": "Bearer" });
}
