import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launchChromium } from "./chromium.ts";
import { type RunningStint, startStint, type StartOptions } from "./running-stint.ts";
import { sizes } from "./screens.ts";

/** A Stint of its own with a page on which its person is signed in. */
export type SignedIn = {
  stint: RunningStint;
  browser: Browser;
  page: Page;
  /** Errors that the page told in its console or met in its code, each with its address. */
  complaints: string[];
  close: () => Promise<void>;
};

type Given = StartOptions & Pick<BrowserContextOptions, "permissions">;

/** Starts Stint and Chromium and opens the sign-in link. */
export async function signIn({ permissions = [], ...options }: Given = {}): Promise<SignedIn> {
  const stint = await startStint(options);
  let browser: Browser | undefined;
  const close = async () => {
    await browser?.close();
    await stint.stopAndForget();
  };
  try {
    browser = await launchChromium();
    const context = await browser.newContext({ viewport: sizes[0] ?? null, permissions });
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    await page.goto(stint.signInUrl);
    await page.getByRole("heading", { name: "Overview" }).waitFor();
    return { stint, browser, page, complaints, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
  return complaints;
}
