/** A list, oldest first, that drops its oldest items once it is full. */
export class BoundedList<Item> {
  #items: Item[] = [];
  #size: number;
  #added = 0;

  constructor(size: number) {
    this.#size = size;
  }

  /** How many items were ever added, including those that were dropped. */
  get added(): number {
    return this.#added;
  }

  add(item: Item): void {
    this.#items.push(item);
    this.#added += 1;
    // In bulk: removing one item from the front would move all the others.
    if (this.#items.length >= 2 * this.#size) this.#trim();
  }

  all(): readonly Item[] {
    this.#trim();
    return this.#items;
  }

  /** The items that came after the first `added`, except those that were dropped. */
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
