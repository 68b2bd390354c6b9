const KEY_SHAPE = /\bak-[\w-]{6,}/g;
const REDACTED = "[redacted]";

/** What may be shown of a key: at most its first six characters, and never all of a short one. */
export function mask(key: string): string {
  return `${key.length > 12 ? key.slice(0, 6) : ""}***`;
}

/** Text that is safe to log: without `keys` and without anything that is shaped like an API key. */
export function scrub(text: string, keys: Iterable<string> = []): string {
  return withoutKeys(text, keys).replace(KEY_SHAPE, REDACTED);
}

/** Text without these very keys. */
export function withoutKeys(text: string, keys: Iterable<string>): string {
  let safe = text;
  for (const key of keys) safe = safe.replaceAll(key, REDACTED);
  return safe;
}

export function looksLikeKey(text: string): boolean {
  return text.search(KEY_SHAPE) !== -1;
}
