import { existsSync } from "node:fs";
import { mkdirSync } from "node:fs";
import process from "node:process";
import { type Browser, chromium } from "playwright-core";

const candidates = [
  process.env["CHROMIUM_PATH"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The installed Chromium, or undefined: then browser tests are skipped, and say so. */
export const chromiumPath = candidates.find((path) => path && existsSync(path));

if (!chromiumPath) {
  console.warn("\n*** No Chromium found (CHROMIUM_PATH): the browser tests are SKIPPED. ***\n");
}

export function launchChromium(): Promise<Browser> {
  if (!chromiumPath) throw new Error("No Chromium.");
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** Where screenshots of a test run go; not kept in git. */
export const screenshotDir = "test-results/screens";
mkdirSync(screenshotDir, { recursive: true });
