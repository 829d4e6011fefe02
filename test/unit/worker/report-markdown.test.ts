import fc from "fast-check";
import { Markdown } from "markdown-to-jsx/react";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { aDetail, aTotal } from "#test/unit/web/support/live-state.ts";
import { escapeMarkdown } from "#worker/domain/reports/escape-markdown.ts";
import { reportMarkdown } from "#worker/domain/reports/report-markdown.ts";
import {
  type ReportInput,
  sessionReportOf,
  unknownGit,
} from "#worker/domain/reports/session-report.ts";

const session: ReportInput["session"] = {
  ...aDetail(7),
  status: "completed",
  endedAt: "2026-11-21T10:00:00Z",
  estimateVibe: 100,
  byModel: [
    { model: "claude-opus-4-8", totals: aTotal(5) },
    { model: null, totals: { ...aTotal(2), costNanoUsd: 0, unpricedEvents: 2 } },
  ],
  byRun: [
    {
      id: "run_1",
      runtime: "claude-code",
      parentRunId: null,
      title: null,
      agentType: null,
      version: null,
      startedAt: "2026-11-21T09:00:00Z",
      totals: aTotal(7),
    },
  ],
};

const input: ReportInput = {
  session,
  git: unknownGit,
  tasksCompleted: null,
  words: { summary: null, keyChanges: null, nextSteps: null },
  usdPerVibe: 0.001,
  timezone: "Europe/Berlin",
  now: Date.UTC(2026, 10, 21, 11),
};

const headingsOf = (markdown: string) =>
  markdown.split("\n").flatMap((line) => (/^#+ /.test(line) ? [line] : []));

const everything: ReportInput = {
  ...input,
  git: {
    filesChanged: 12,
    linesAdded: 1_340,
    linesRemoved: 0,
    commits: 2,
    list: [
      { hash: "4e35fea", subject: "Ask | twice" },
      { hash: "51e845f", subject: null },
    ],
  },
  tasksCompleted: [{ key: "ACME-12", name: "Mend the build" }],
  words: { summary: "It builds.", keyChanges: ["A new build"], nextSteps: [] },
};

test("a report has its parts in their order", () => {
  expect(headingsOf(reportMarkdown(sessionReportOf(everything)))).toEqual([
    "# Fix the build",
    "## Metrics",
    "## Costs by model",
    "## Costs by run",
    "## Tasks completed",
    "## Git commits",
    "## Key changes",
    "## Next steps",
  ]);
});

test("its figures, whole", () => {
  expect(reportMarkdown(sessionReportOf(everything))).toBe(`# Fix the build

- Date: 21 Nov 2026 10:00 to 21 Nov 2026 11:00 (Europe/Berlin)
- Duration: 1h, 1m active
- Status: completed
- bugfix · main · claude-code

It builds.

## Metrics

| Metric | Value |
| --- | ---: |
| Files changed | 12 |
| Lines added | 1,340 |
| Lines removed | 0 |
| Commits | 2 |
| Tokens | 70 |
| VIBE | 70 (estimated 100) |
| USD | $0.07 |

## Costs by model

| Model | Tokens | VIBE | USD |
| --- | ---: | ---: | ---: |
| claude-opus-4-8 | 50 | 50 | $0.05 |
| unknown model | 20 | unpriced | unpriced |

## Costs by run

| Run | Tokens | VIBE | USD |
| --- | ---: | ---: | ---: |
| main run run\\_1 | 70 | 70 | $0.07 |

## Tasks completed

- ACME-12 Mend the build

## Git commits

- 4e35fea Ask \\| twice
- 51e845f

## Key changes

- A new build

## Next steps

None.

Made 21 Nov 2026 12:00 from revision 7.
`);
});

test("what is not known is named unknown or left out, and is null in the data", () => {
  const report = sessionReportOf(input);
  const unknown = { filesChanged: null, linesAdded: null, linesRemoved: null, commits: null };
  expect(report.metrics).toMatchObject(unknown);
  expect(report).toMatchObject({ tasksCompleted: null, gitCommits: null, keyChanges: null });
  const markdown = reportMarkdown(report);
  expect(markdown.match(/\| unknown \|/g)).toHaveLength(4);
  expect(headingsOf(markdown)).toEqual([
    "# Fix the build",
    "## Metrics",
    "## Costs by model",
    "## Costs by run",
  ]);
});

test("a sum without all of its prices or counts says that it is at least that", () => {
  const totals = { ...aTotal(7), unpricedEvents: 2, lowerBoundEvents: 1 };
  const markdown = reportMarkdown(sessionReportOf({ ...input, session: { ...session, totals } }));
  expect(markdown).toContain("| USD | ≥ $0.07 |");
  expect(markdown).toContain("2 of 7 responses have no price");
  expect(markdown).toContain("1 of 7 responses were logged before");
});

const html = (markdown: string) => {
  const options = { disableParsingRawHTML: true, disableAutoLink: true, forceBlock: true };
  return renderToStaticMarkup(createElement(Markdown, { options }, markdown));
};

const textOf = (rendered: string | undefined) =>
  rendered
    ?.replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replaceAll("&amp;", "&");

const signs = fc.constantFrom(
  ..."ab 1.-+*_`~[](){}<>|\\&#!$^=@:/\"'",
  "==a==",
  "**a**",
  "~~a~~",
  "![a](b)",
  "a@b.co",
  "<script>",
  "<!--",
  "](javascript:",
  "https://x.y",
  "www.x.y",
  "&lt;",
  "\n",
  "\n\n# ",
  "\u202e",
);

test("a title of any signs is that text and nothing else, wherever it stands", () => {
  fc.assert(
    fc.property(fc.array(signs, { minLength: 1, maxLength: 12 }), (parts) => {
      const title = parts.join("");
      const plain = title
        .replace(/[\n\u202e]/g, " ")
        .replace(/ +/g, " ")
        .trim();
      fc.pre(plain !== "");
      const safe = escapeMarkdown(title);
      const rendered = html(
        `# ${safe}\n\n| A | B |\n| --- | --- |\n| ${safe} | 1 |\n\n- ${safe}\n`,
      );
      const shown = [/<h1[^>]*>(.*)<\/h1>/, /<td>(.*?)<\/td>/, /<li>(.*)<\/li>/].map((part) =>
        textOf(part.exec(rendered)?.[1]),
      );
      expect(shown).toEqual([plain, plain, plain]);
    }),
    { numRuns: 3_000 },
  );
});
