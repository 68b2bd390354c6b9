import { Invalid } from "./checks.js";

/** The emulator's clock: real time, until a test moves it. It never stops. */
export class Clock {
  #offset = 0;

  now(): Date {
    return new Date(this.time());
  }

  advance(milliseconds: number): void {
    if (!Number.isFinite(milliseconds)) throw new Invalid("advance needs a number of milliseconds");
    this.#move(this.#offset + milliseconds);
  }

  set(date: Date | string): void {
    const time = new Date(date).getTime();
    if (Number.isNaN(time)) throw new Invalid("set needs a Date or an ISO 8601 string");
    this.#move(time - Date.now());
  }

  reset(): void {
    this.#offset = 0;
  }

  /** Milliseconds since 1970. */
  time(): number {
    return Date.now() + this.#offset;
  }

  #move(offset: number): void {
    const year = new Date(Date.now() + offset).getUTCFullYear();
    if (!(year >= 1970 && year <= 9000)) throw new Invalid("the clock goes from the year 1970 to 9000");
    this.#offset = offset;
  }
}
