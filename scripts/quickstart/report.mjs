// @ts-check

/**
 * What a person reads while the quickstart runs, or the JSON document at its end. Every line goes through `#safe`: a
 * secret that a step took into its hands can't be printed, whatever a message holds.
 */
export class Report {
  #json;
  #started = performance.now();
  /** @type {Set<string>} */
  #secrets = new Set();
  /** @type {Record<string, unknown>} */
  #document = { ok: false };
  /** @type {object[]} */
  #steps = [];

  /** @param {boolean} json */
  constructor(json) {
    this.#json = json;
  }

  /**
   * Never to be printed.
   *
   * @param {string} secret
   */
  protect(secret) {
    if (secret.trim() !== "") this.#secrets.add(secret.trim());
  }

  /**
   * @param {string} text
   * @param {{ against: string }} facts
   */
  title(text, { against }) {
    Object.assign(this.#document, { against });
    this.#say(`${text} at ${against}\n`);
  }

  /** @param {string} text */
  note(text) {
    this.#say(`${text}\n`);
  }

  /**
   * Runs one step, and says what it did and how long that took. `work` gives what a person wants to know of it in
   * `told`, what a program does in `facts`, and what the next steps need in `value`.
   *
   * @template T
   * @param {string} title
   * @param {() => Promise<{ value: T, told?: string, facts?: object }>} work
   * @returns {Promise<T>}
   */
  async step(title, work) {
    const started = performance.now();
    try {
      const { value, told, facts } = await work();
      const ms = performance.now() - started;
      this.#steps.push({ step: title, ok: true, ms: Math.round(ms), ...facts });
      this.#say(`✓ ${title.padEnd(46)} ${duration(ms)}${told ? `\n    ${told}` : ""}`);
      return value;
    } catch (error) {
      const ms = performance.now() - started;
      this.#steps.push({ step: title, ok: false, ms: Math.round(ms) });
      this.#say(`✗ ${title.padEnd(46)} ${duration(ms)}`);
      throw error;
    }
  }

  /** @param {string} text */
  end(text) {
    this.#document.ok = true;
    const count = this.#steps.length;
    this.#say(`\n${count} steps in ${duration(performance.now() - this.#started).trim()}. ${text}`);
  }

  /** @param {unknown} error */
  fail(error) {
    const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
    this.#document.error = { name, message };
    if (!this.#json) console.error(this.#safe(`\n${name === "Error" ? "" : `${name}: `}${message}`));
  }

  /** Prints the JSON document, when that is what was asked for. */
  finish() {
    const ms = Math.round(performance.now() - this.#started);
    if (this.#json) console.log(this.#safe(JSON.stringify({ ...this.#document, ms, steps: this.#steps }, null, 2)));
  }

  /** @param {string} text */
  #say(text) {
    if (!this.#json) console.log(this.#safe(text));
  }

  /** @param {string} text */
  #safe(text) {
    let safe = text;
    for (const secret of this.#secrets) safe = safe.replaceAll(secret, "[redacted]");
    return safe;
  }
}

/** @param {number} ms */
function duration(ms) {
  return (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`).padStart(7);
}
