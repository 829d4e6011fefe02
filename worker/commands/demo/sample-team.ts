/** The people of the sample workspace. Their addresses can receive no mail. */
export const samplePeople = [
  { ...named("ada"), role: "admin", sessionsADay: 3, isAtWork: true },
  { ...named("grace"), role: "member", sessionsADay: 2, isAtWork: true },
  { ...named("linus"), role: "member", sessionsADay: 2, isAtWork: false },
  { ...named("margaret"), role: "member", sessionsADay: 1, isAtWork: false },
] as const;

function named(first: string) {
  const name = `${first.charAt(0).toUpperCase()}${first.slice(1)} (sample)`;
  return { name, email: `${first}@sample.stint.local` };
}

export type SamplePerson = (typeof samplePeople)[number];

export const sampleProjects = [
  { key: "github.com/sample/storefront", name: "storefront" },
  { key: "github.com/sample/payments-api", name: "payments-api" },
  { key: "github.com/sample/data-pipeline", name: "data-pipeline" },
] as const;

/** Models with how often a session uses them; the last one has no price, as happens with new models. */
export const sampleModels = [
  { runtime: "claude-code", model: "claude-opus-4-5-20251101", weight: 40 },
  { runtime: "claude-code", model: "claude-sonnet-4-5-20250929", weight: 35 },
  { runtime: "codex", model: "gpt-5-codex", weight: 20 },
  { runtime: "codex", model: "experimental-preview", weight: 2 },
] as const;

export const sampleWork = [
  { branch: "feature/checkout-redesign", title: "Redesign the checkout steps" },
  { branch: "fix/refund-rounding", title: "Refunds round the wrong way" },
  { branch: "feature/invoice-export", title: "Export invoices as CSV" },
  { branch: "refactor/order-state", title: "One state machine for orders" },
  { branch: "fix/flaky-webhook-test", title: "Webhook test fails now and then" },
  { branch: "research/search-latency", title: "Why search is slow on Mondays" },
  { branch: "feature/bulk-import", title: "Import products in bulk" },
  { branch: "deploy/eu-region", title: "Bring up the EU region" },
  { branch: null, title: null },
] as const;

export const sampleVerbs = [
  { verb: "git status", destructive: false },
  { verb: "git diff", destructive: false },
  { verb: "git commit", destructive: false },
  { verb: "npm test", destructive: false },
  { verb: "npm run build", destructive: false },
  { verb: "rg", destructive: false },
  { verb: "git reset", destructive: true },
  { verb: "other", destructive: false },
] as const;

export const sampleTools = ["Bash", "Read", "Edit", "Grep", "Write", "WebFetch"] as const;
