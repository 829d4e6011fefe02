import * as fc from "fast-check";
import { expect, test } from "vitest";
import { apiErrorKind, toolErrorKind } from "#contract/ingest.ts";
import { toolVerbs } from "#contract/tool-verbs.ts";
import { apiErrorKindOf } from "#reporter/tools/api-failure.ts";
import { describeCall } from "#reporter/tools/describe-call.ts";
import { failureOf } from "#reporter/tools/failure.ts";
import { commandsOf } from "#reporter/tools/shell-commands.ts";

const words = "git rm npm run npx python -m bash -c sudo timeout xargs find -exec docker psql DROP";
const signs =
  "$( ) ` ' \" \\ | && ; & # { } ( ${ $(( <<EOF EOF <<-'E' > 2>&1 <( >| A=b -- - é __proto__";
const pieces = `${words} ${signs}`.split(" ").concat(" ", "\n", "\0", "𝒳");

const aLine = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((list) => list.join("")),
  fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((list) => list.join(" ")),
);

test("whatever a line is, its verb is on the list and nothing throws", () => {
  fc.assert(
    fc.property(aLine, (line) => {
      const { verb, destructive } = describeCall("Bash", { command: line });
      expect(verb !== null && toolVerbs.has(verb)).toBe(true);
      expect(typeof destructive).toBe("boolean");
    }),
    { numRuns: 3_000 },
  );
});

test("whatever the input is, the same", () => {
  fc.assert(
    fc.property(fc.string(), fc.anything(), (name, input) => {
      for (const one of [name, "Bash", "shell"]) {
        const { verb } = describeCall(one, input);
        expect(verb === null || toolVerbs.has(verb)).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test("whatever a result says, its kind is on the list", () => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.string({ maxLength: 2_000 })), (said) => {
      expect(toolErrorKind.options).toContain(failureOf(said).errorKind);
      expect(apiErrorKind.options).toContain(apiErrorKindOf(null, said));
    }),
    { numRuns: 1_000 },
  );
});

/** Work that grows with the square of the length would take hours here, not milliseconds. */
test.each(["$(", "`", "(", "'", '"', "\\", "a ", "a;", "<<E\n", "<(", "#", "{ ", "sudo ", "A=b "])(
  "a million times %j is soon read",
  (piece) => {
    const line = piece.repeat(1_000_000);
    describeCall("Bash", { command: line });
    failureOf(line);
    expect(commandsOf(line).length).toBeLessThanOrEqual(16_384);
  },
  5_000,
);
