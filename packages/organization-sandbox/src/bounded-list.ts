/** The newest of many, the oldest first: what comes beyond its size pushes out the oldest. */
export class BoundedList<Item> {
  #items: Item[] = [];
  #size: number;
  #added = 0;

  constructor(size: number) {
    this.#size = size;
  }

  /** How many there were in all, also those that are gone. */
  get added(): number {
    return this.#added;
  }

  add(item: Item): void {
    this.#items.push(item);
    this.#added += 1;
    // In bulk, as taking one from the front moves all the others.
    if (this.#items.length >= 2 * this.#size) this.#trim();
  }

  all(): readonly Item[] {
    this.#trim();
    return this.#items;
  }

  /** Those that came after the first `added`, as far as they are still there. */
  since(added: number): readonly Item[] {
    const items = this.all();
    return items.slice(Math.max(0, items.length - (this.#added - added)));
  }

  resize(size: number): void {
    this.#size = size;
    this.#trim();
  }

  clear(): void {
    this.#items = [];
  }

  #trim(): void {
    if (this.#items.length > this.#size) this.#items = this.#items.slice(-this.#size);
  }
}
