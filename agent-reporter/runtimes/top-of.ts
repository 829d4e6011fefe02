/** Follows what stands above to its end. Of those that stand above each other the first by id is the top. */
export function topOf(id: string, aboveOf: (id: string) => string | null): string {
  const passed = [id];
  for (let at = id; ;) {
    const above = aboveOf(at);
    if (above === null) return at;
    const met = passed.indexOf(above);
    if (met !== -1) return passed.slice(met).reduce((a, b) => (a < b ? a : b));
    passed.push(above);
    at = above;
  }
}
