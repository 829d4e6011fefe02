import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath } from "#test/support/chromium.ts";
import { lookAt } from "#test/support/screens.ts";
import { type SignedIn, signIn } from "#test/support/signed-in.ts";

describe.skipIf(!chromiumPath)("members in Chromium", () => {
  let signedIn: SignedIn;
  let stint: SignedIn["stint"];
  let browser: Browser;
  let page: Page;
  let screen: string;

  beforeAll(async () => {
    signedIn = await signIn();
    ({ stint, browser, page } = signedIn);
    screen = `/w/${stint.workspace}/settings/members`;
  }, 180_000);

  afterAll(async () => {
    await signedIn?.close();
  });

  const invitation = (email: string) =>
    page
      .getByRole("list", { name: "Open invitations" })
      .getByRole("listitem")
      .filter({ hasText: email });

  async function inviteGrace(): Promise<void> {
    await page.getByLabel("E-mail").fill("grace@example.com");
    await page.getByLabel("Role", { exact: true }).selectOption("viewer");
    await page.getByRole("button", { name: "Invite", exact: true }).click();
    await invitation("grace@example.com").waitFor();
  }

  test("an invitation can be taken back, and sent again", async () => {
    await page.goto(stint.url + screen);
    await inviteGrace();
    await invitation("grace").getByRole("button", { name: "Take back" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Take back" }).click();
    await invitation("grace").waitFor({ state: "detached" });
    await inviteGrace();
  });

  test("the screen is accessible and fits, light and dark, wide and narrow", async () => {
    expect(await lookAt(page, { url: stint.url, screens: { members: screen } })).toEqual([]);
  }, 120_000);

  test("who accepts it is a member, gets another role, and is removed", async () => {
    const other = await browser.newContext();
    const guest = await other.newPage();
    const link = await invitation("grace").getByRole("code").innerText();
    await guest.goto(link);
    await guest.getByLabel("E-mail").fill("grace@example.com");
    await guest.getByRole("button", { name: "Send a code" }).click();
    await guest.getByLabel("Code").fill(await stint.codeFor("grace@example.com"));
    await guest.getByRole("button", { name: "Sign in" }).click();
    await guest.getByRole("button", { name: /^(Accept|Join)/ }).click();
    // A viewer could not use the commands that connect a machine: they are told whom to ask.
    await guest.getByRole("heading", { name: "Nothing was sent yet" }).waitFor();
    await guest.getByText("viewers connect no machines").waitFor();
    expect(await guest.getByText("npx stint login").count()).toBe(0);

    await page.setViewportSize({ width: 1_440, height: 900 });
    await page.goto(stint.url + screen);
    const members = page.getByRole("region", { name: "Members" });
    const role = members.getByLabel("Role of grace");
    await expect.poll(() => role.inputValue()).toBe("viewer");
    await role.selectOption("admin");
    await expect.poll(() => role.isDisabled()).toBe(false);
    await page.reload();
    await expect.poll(() => role.inputValue()).toBe("admin");

    await members.getByRole("button", { name: "Remove grace" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await role.waitFor({ state: "detached" });
    await guest.goto(`${stint.url}/w/${stint.workspace}`);
    await guest.getByText("There is nothing here").waitFor();
    await other.close();
  });
});
