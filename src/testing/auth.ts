import { Problem } from "./problem.js";
import type { Key, Store } from "./store.js";

/** The live key that a request carries; it counts as used now. */
export function authenticate(store: Store, authorization: string | undefined, now: number): Key {
  const secret = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
  if (secret === undefined) throw refusal("The request needs an API key: Authorization: Bearer <key>");
  const key = store.keyWithSecret(secret);
  if (key?.status !== "active") throw refusal("The API key is unknown or deleted");
  if (key.expiresAt !== undefined && key.expiresAt <= now) throw refusal("The API key has expired");
  if (key.lastUsedAt !== now) {
    key.lastUsedAt = now;
    key.json = undefined;
  }
  return key;
}

function refusal(detail: string): Problem {
  return new Problem(401, detail, { "www-authenticate": "Bearer" });
}
