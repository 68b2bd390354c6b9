import { randomUUID } from "node:crypto";

export type IdType = "ApiKey" | "Organization" | "Space" | "User";

/** A global ID as the service makes them: base64 of `Type:number:suffix`. */
export function newId(type: IdType, number: number): string {
  return Buffer.from(`${type}:${number}:${randomUUID().slice(0, 4)}`).toString("base64");
}

export function isId(type: IdType, text: string): boolean {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(text) && Buffer.from(text, "base64").toString().startsWith(`${type}:`);
}

/** Padded and unpadded IDs are the same ID; stores are keyed by the unpadded one. */
export function bare(id: string): string {
  return id.replace(/=+$/, "");
}

const SECRET_PREFIX = "ak-emulator-";
export const REDACTED = "[redacted]";

/** A key that no real service would make, ending as `redactedKey` says when it is given. */
export function newSecret(redactedKey?: string): string {
  const random = randomUUID().replaceAll("-", "");
  const tail = redactedKey && /^ak-emu\.\.\.(\w{3})$/.exec(redactedKey)?.[1];
  return SECRET_PREFIX + (tail ? random.slice(0, -tail.length) + tail : random);
}

export function redactedForm(secret: string): string {
  return `${secret.slice(0, 6)}...${secret.slice(-3)}`;
}

/** Replaces everything in a text that is a key, or that looks like one. */
export function scrub(text: string, isSecret: (text: string) => boolean): string {
  if (!text.includes("ak-")) return text;
  return text.replace(/ak-[\w-]{5,}/g, (found) =>
    found.startsWith(SECRET_PREFIX) || found.length >= 20 || isSecret(found) ? REDACTED : found,
  );
}
