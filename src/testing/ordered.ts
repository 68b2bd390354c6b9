/** Items in the order of their creation; a position in it stays good when others come and go. */
export class Ordered<T extends { readonly seq: number }> {
  #items: T[] = [];

  [Symbol.iterator](): Iterator<T> {
    return this.#items.values();
  }

  add(item: T): void {
    const last = this.#items.at(-1);
    if (last === undefined || last.seq < item.seq) this.#items.push(item);
    else this.#items.splice(this.#indexAfter(item.seq), 0, item);
  }

  remove(item: T): void {
    const index = this.#indexAfter(item.seq) - 1;
    if (this.#items[index] === item) this.#items.splice(index, 1);
  }

  addAll(items: readonly T[]): void {
    this.#items = this.#items.concat(items).sort((a, b) => a.seq - b.seq);
  }

  removeAll(items: readonly T[]): void {
    const gone = new Set(items);
    this.#items = this.#items.filter((item) => !gone.has(item));
  }

  /** The items that come after a position, or the first of them. */
  after(seq: number, count = this.#items.length): T[] {
    const start = this.#indexAfter(seq);
    return this.#items.slice(start, start + count);
  }

  #indexAfter(seq: number): number {
    let low = 0;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const item = this.#items[middle];
      if (item !== undefined && item.seq <= seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
