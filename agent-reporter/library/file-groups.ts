/** Files that can only be resolved together, and the runs that they tell. */
export type FileGroup = { paths: string[]; runIds: string[] };

/** Joins things that belong together, however the chains between them run. */
export class Joined<T> {
  #above = new Map<T, T>();

  add(one: T): void {
    if (!this.#above.has(one)) this.#above.set(one, one);
  }

  join(a: T, b: T): void {
    this.add(a);
    this.add(b);
    this.#above.set(this.#topOf(a), this.#topOf(b));
  }

  groups(): T[][] {
    const groups = new Map<T, T[]>();
    for (const one of this.#above.keys()) {
      const top = this.#topOf(one);
      const group = groups.get(top);
      if (group) group.push(one);
      else groups.set(top, [one]);
    }
    return [...groups.values()];
  }

  #topOf(one: T): T {
    let top = one;
    for (;;) {
      const above = this.#above.get(top);
      if (above === undefined || above === top) break;
      top = above;
    }
    this.#above.set(one, top);
    return top;
  }
}
