/** The sums of no response. */
export const noUsage = {
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  reasoning: 0,
  events: 0,
  lowerBoundEvents: 0,
  auxiliaryTokens: 0,
};

type Counts = typeof noUsage;

/** What one session used of one model on one day of a time zone: all figures are sums over such cells. */
export type CostCell = Counts & {
  runtime: string;
  session: string;
  /** The project's name. */
  project: string | null;
  date: string;
  model: string;
  /** Of the first and the last response, Unix milliseconds. */
  firstAt: number;
  lastAt: number;
  /** Responses without a price; they are not in `nanoUsd`. */
  unpricedEvents: number;
  nanoUsd: number;
};

/** Sums over cells. `total` = input + output + cacheRead + both cache writes; `auxiliaryTokens` is a part of it. */
export type CostTotals = {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite5m: number;
  cacheWrite1h: number;
  reasoning: number;
  total: number;
  events: number;
  lowerBoundEvents: number;
  auxiliaryTokens: number;
  /** US dollars, of the priced events. */
  costUsd: number;
};

/** The order of the first responses. */
export const inOrder = (cells: CostCell[]) =>
  cells.toSorted(
    (a, b) => a.firstAt - b.firstAt || (a.session < b.session ? -1 : Number(a.session > b.session)),
  );

type Tokens = Omit<Counts, "events" | "lowerBoundEvents" | "auxiliaryTokens">;

/** All tokens but `reasoning`, which are among the output. */
export const tokensOf = ({
  input,
  output,
  cacheRead,
  cacheWrite5m,
  cacheWrite1h,
}: Omit<Tokens, "reasoning">) => input + output + cacheRead + cacheWrite5m + cacheWrite1h;

export function addCounts(sums: Counts, added: Counts): void {
  addTokens(sums, added);
  sums.events += added.events;
  sums.lowerBoundEvents += added.lowerBoundEvents;
  sums.auxiliaryTokens += added.auxiliaryTokens;
}

/** Field by field: it is done for each response, and for each cell in every sum. */
export function addTokens(sums: Tokens, added: Tokens): void {
  sums.input += added.input;
  sums.output += added.output;
  sums.cacheRead += added.cacheRead;
  sums.cacheWrite5m += added.cacheWrite5m;
  sums.cacheWrite1h += added.cacheWrite1h;
  sums.reasoning += added.reasoning;
}

/** Adds up in whole nano-dollars and divides once. */
export function totalsOf(cells: CostCell[]): CostTotals {
  const sums: Counts = { ...noUsage };
  let nanoUsd = 0;
  for (const cell of cells) {
    addCounts(sums, cell);
    nanoUsd += cell.nanoUsd;
  }
  const { input, output, cacheRead, cacheWrite5m, cacheWrite1h, reasoning, ...counts } = sums;
  return {
    input,
    output,
    cacheRead,
    cacheWrite5m,
    cacheWrite1h,
    reasoning,
    total: tokensOf(sums),
    ...counts,
    costUsd: nanoUsd / 1e9,
  };
}
