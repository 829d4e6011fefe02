/** A stretch of a day, in minutes after its midnight. */
export type Stretch = { start: number; end: number };

/** Where it stands: the so manieth of so many side by side. */
export type Placed<T> = T & { lane: number; lanes: number };

/** What is shorter is drawn so long, or nobody could read it. */
export const shortestMinutes = 30;

/** More side by side would be narrower than their icon. */
const mostLanes = 8;

/** Stretches side by side where they overlap, each as wide as those beside it allow; and how many had no room. */
export function placeStretches<T extends Stretch>(
  stretches: T[],
): { placed: Placed<T>[]; left: number } {
  const sorted = stretches.toSorted((a, b) => a.start - b.start || b.end - a.end);
  const placed: Placed<T>[] = [];
  let group: Placed<T>[] = [];
  let ends: number[] = [];
  let left = 0;
  const closeGroup = () => {
    for (const one of group) placed.push({ ...one, lanes: ends.length });
    group = [];
    ends = [];
  };
  for (const stretch of sorted) {
    if (ends.every((end) => end <= stretch.start)) closeGroup();
    const free = ends.findIndex((end) => end <= stretch.start);
    const lane = free === -1 ? ends.length : free;
    if (lane >= mostLanes) {
      left += 1;
      continue;
    }
    ends[lane] = drawnEnd(stretch);
    group.push({ ...stretch, lane, lanes: 0 });
  }
  closeGroup();
  return { placed, left };
}

export const drawnEnd = ({ start, end }: Stretch) => Math.max(end, start + shortestMinutes);
