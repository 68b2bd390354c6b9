// @ts-check

/** Long enough that no redacted key (`ak-abc...xyz`) fits. */
const KEY_SHAPE = /(?<![A-Za-z0-9])ak-[\w-]{12,}/;
/** So much of a key's end is as good as the key. */
const TAIL = 16;

/** What may not be printed: the keys that were added, and everything with the form of one. */
export class Secrets {
  /** @type {Set<string>} */
  #tails = new Set();

  /** @param {string} secret */
  add(secret) {
    if (secret !== "") this.#tails.add(secret.slice(-TAIL));
  }

  /** @param {string} text */
  areIn(text) {
    return KEY_SHAPE.test(text) || [...this.#tails].some((tail) => text.includes(tail));
  }
}
