import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { IngestItem } from "#contract/ingest.ts";
import { itemName } from "#reporter/upload/item-name.ts";
import { openLogs } from "#test/support/open-logs.ts";
import { CopilotHome, firstRequest, secondRequest, sqlite } from "./support/copilot-home.ts";
import { copilotFigures, copilotMessage, copilotShutdown } from "./support/copilot-lines.ts";
import { lineageOf } from "./support/log-folder.ts";

/** By what the server tells items apart. */
const byKey = (items: IngestItem[]) => new Map(items.map((item) => [itemName(item), item]));

describe.skipIf(!sqlite)("reading the store on", () => {
  test("in steps is as at once", async () => {
    const home = new CopilotHome();
    const a = copilotMessage("a", 1, 10);
    const shutdown = copilotShutdown(2, { "gpt-5": [100, 60, 15, 10, 4] }, { totalNanoAiu: 500 });
    const b = copilotMessage("b", 5, 20);
    const end = copilotShutdown(6, { "gpt-5": [300, 160, 15, 30, 4] }, { totalNanoAiu: 1_200 });
    const steps = [
      () => home.log(a),
      () => home.session("s1").requests(firstRequest),
      () => home.requests(["s2", "gpt-5", 1, [50, 0, 0, 5]]),
      () => home.log(a, shutdown),
      () => home.log(a, shutdown, b),
      () => home.requests(secondRequest),
      () => home.log(a, shutdown, b, end),
      () => home,
    ];
    const told = new Map<string, IngestItem>();
    for (const step of steps) {
      step();
      const news = await home.goOn();
      for (const [key, item] of byKey(news.told)) told.set(key, item);
    }
    const whole = byKey(await home.read());
    expect(byKey((await home.goOn()).items)).toEqual(whole);
    expect(told).toEqual(whole);
    expect(lineageOf([...whole.values()])).toEqual(["s1 < null (s1)", "s2 < null (s2)"]);
  });

  test("in the same program is as at once, whichever comes first", async () => {
    const home = new CopilotHome();
    const a = copilotMessage("a", 1, 10);
    const shutdown = copilotShutdown(2, { "gpt-5": [100, 60, 15, 10, 4] }, { totalNanoAiu: 500 });
    const library = await openLogs({ COPILOT_HOME: home.folder });
    for (const step of [
      () => home.session("s1").requests(firstRequest, ["s2", "gpt-5", 1, [50, 0, 0, 5]]),
      () => home.requests(secondRequest),
      () => home.log(a, shutdown),
      () => home.requests(["s2", "gpt-5", 3, [50, 0, 0, 5]]),
      () => home.log(a, shutdown, copilotMessage("b", 5, 20)),
    ]) {
      step();
      await library.refresh();
      library.takeChanged();
      expect(byKey([...library.items()])).toEqual(byKey(await home.read()));
    }
  });

  test("tells in the same program what the store has of a log", async () => {
    const home = new CopilotHome().log(copilotMessage("a", 1, 10)).session("s1");
    const library = await openLogs({ COPILOT_HOME: home.folder });
    await library.refresh();
    expect(copilotFigures(library.takeChanged())).toEqual(["gpt-5:0 0/10/0/0/0 or more"]);
    home.requests(firstRequest);
    await library.refresh({ paths: [path.join(home.folder, "session-store.db-wal")] });
    expect(copilotFigures(library.takeChanged())).toEqual(["gpt-5:0 25/10/60/15/0"]);
  });

  test("asks only for what is new", async () => {
    const home = new CopilotHome().requests(firstRequest);
    await home.goOn();
    // A row that was read is not looked at again.
    home.sql("UPDATE assistant_usage_events SET output_tokens = 999").requests(secondRequest);
    expect(copilotFigures((await home.goOn()).items)).toEqual(["gpt-5:0 125/30/160/15/0"]);
  });

  test("of another file keeps what was known", async () => {
    const home = new CopilotHome().requests(firstRequest, secondRequest);
    await home.goOn();
    for (const end of ["", "-wal", "-shm"])
      rmSync(path.join(home.folder, `session-store.db${end}`), { force: true });
    writeFileSync(path.join(home.folder, "another"), "so that the number of the file is another");
    home.requests(["s1", "gpt-5", 1, [7, 0, 0, 1]]);
    expect(copilotFigures((await home.goOn()).items)).toEqual(["gpt-5:0 125/30/160/15/0"]);
  });

  test("begins again where the rows do", async () => {
    const home = new CopilotHome().requests(firstRequest, secondRequest);
    await home.goOn();
    home.sql("DELETE FROM assistant_usage_events");
    home.sql("DELETE FROM sqlite_sequence").requests(["s2", "gpt-5", 1, [50, 0, 0, 5]]);
    expect(copilotFigures((await home.goOn()).items)).toEqual([
      "copilot-cli:s2:gpt-5:0 50/5/0/0/0",
      "gpt-5:0 125/30/160/15/0",
    ]);
  });

  test("a file that is no database is told of, and the logs are read", async () => {
    const home = new CopilotHome().log(copilotMessage("a", 1, 10));
    writeFileSync(path.join(home.folder, "session-store.db"), "this is text".repeat(100));
    const library = await openLogs({ COPILOT_HOME: home.folder });
    await library.refresh();
    expect(copilotFigures([...library.items()])).toEqual(["gpt-5:0 0/10/0/0/0 or more"]);
    expect(library.skipped().files).toBe(1);
  });
});
