/**
 * A space, by its ID or its exact, case-sensitive name. A plain string is taken for an ID when it has the form of one.
 *
 * @example
 * const spaces: SpaceRef[] = ["prod", "U3BhY2U6OTA1OjFKa1I=", { name: "prod" }, { id: "U3BhY2U6OTA1OjFKa1I=" }];
 */
export type SpaceRef =
  | string
  | {
      /** The ID; used as it is, without a lookup. */
      readonly id: string;
    }
  | {
      /** The name; looked up, even if it has the form of an ID. */
      readonly name: string;
    };

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const TYPED = /^[A-Z][A-Za-z]*:/;
const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Whether `text` is a global ID: canonical base64, padded or not, of `Type:…` in strict UTF-8. */
export function isGlobalId(text: string): boolean {
  if (!BASE64.test(text)) return false;
  const bytes = Buffer.from(text, "base64");
  const padded = bytes.toString("base64");
  if (text !== padded && text !== padded.replace(/=+$/, "")) return false;
  try {
    return TYPED.test(strictUtf8.decode(bytes));
  } catch {
    return false;
  }
}

/** What a reference means: an ID to be used as it is, or a name to be looked up. `assumed` IDs were plain strings. */
export function readSpaceRef(ref: SpaceRef): { id: string; assumed: boolean } | { name: string } {
  if (typeof ref === "string") return isGlobalId(ref) ? { id: ref, assumed: true } : { name: ref };
  return "id" in ref ? { id: ref.id, assumed: false } : { name: ref.name };
}
