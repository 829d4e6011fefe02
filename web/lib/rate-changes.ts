import { complexities, type VibeRates } from "#contract/vibe-rule.ts";
import { complexityNames } from "./rate-draft.ts";

type RateChange = { name: string; before: string; after: string };

/** What is another in the rates than before, in words. */
export function rateChanges(before: VibeRates, after: VibeRates): RateChange[] {
  const was = namedRates(before);
  const is = namedRates(after);
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((name) => {
    const change = { name, before: was.get(name) ?? "none", after: is.get(name) ?? "none" };
    return change.before === change.after ? [] : [change];
  });
}

function namedRates(rates: VibeRates): Map<string, string> {
  const { usdPerVibe, markup, image, search, multipliers, models, isShown } = rates;
  return new Map([
    ["One VIBE", `$${usdPerVibe}`],
    ["Markup", `× ${markup}`],
    ["An image", `${amount(image)} VIBE`],
    ["A search", `${amount(search)} VIBE`],
    ...complexities.map((one): [string, string] => [complexityNames[one], `× ${multipliers[one]}`]),
    ...models.map((one): [string, string] => [
      `Model ${one.model}`,
      `${amount(one.inputPerMillion)} in, ${amount(one.outputPerMillion)} out`,
    ]),
    ["Shown in place of dollars", isShown ? "yes" : "no"],
  ]);
}

const amount = (vibe: number) => vibe.toLocaleString("en-US", { maximumFractionDigits: 3 });
