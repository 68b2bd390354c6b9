import { hash, randomUUID } from "node:crypto";
import { Invalid } from "./checks.js";

const START = 0;
const LAST_PAGE = { has_more: false };

/** Makes and reads page cursors. Each is signed together with the list that it belongs to. */
export class Cursors {
  readonly #key = randomUUID();

  issue(list: string, position: number): string {
    return Buffer.from(`${position}.${this.#sign(list, position)}`).toString("base64url");
  }

  /** The position that a cursor stands for; the start when there is none. */
  read(list: string, cursor: string | undefined): number {
    if (cursor === undefined) return START;
    const position = Number.parseInt(Buffer.from(cursor, "base64url").toString(), 10);
    if (this.issue(list, position) !== cursor) {
      throw new Invalid("cursor must be the next_cursor of a page of this list, with the same filters");
    }
    return position;
  }

  /** A page of the items that follow a position; one more than `limit` tells that there is another. */
  page<T extends { readonly seq: number }>(list: string, following: readonly T[], limit: number) {
    const items = following.slice(0, limit);
    const last = items.at(-1);
    const more = following.length > limit && last !== undefined;
    return { items, pagination: more ? { has_more: true, next_cursor: this.issue(list, last.seq) } : LAST_PAGE };
  }

  #sign(list: string, position: number): string {
    return hash("sha256", `${this.#key} ${position} ${list}`, "base64url").slice(0, 22);
  }
}
