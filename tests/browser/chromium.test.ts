/** The harness itself: what it trusts, and what it cannot reach. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../src/base/index.ts";
import { openCertificateAuthority } from "../../src/http/index.ts";
import { accessibilityProblems } from "../support/accessibility.ts";
import { startChromium } from "../support/chromium.ts";
import { type PageGallery, startPageGallery } from "../support/page-gallery.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

let gallery: PageGallery;
beforeAll(async () => {
  gallery = await startPageGallery();
});
afterAll(() => gallery.close());

test("a page of the trusted authority opens, its barriers are seen, nothing else is reached", async () => {
  const chromium = await startChromium({ caText: gallery.caText });
  try {
    const { page, problems } = await chromium.open();
    await page.goto(gallery.addressOf("notice"));
    expect(await page.title()).toBe("You are signed in – Lazurite");
    expect(problems()).toEqual([]);
    await page.evaluate("document.body.append(document.createElement('input'))");
    expect((await accessibilityProblems(page)).join()).toContain("label");
    await expect(page.goto("https://example.com/")).rejects.toThrow("ERR_NAME_NOT_RESOLVED");
  } finally {
    await chromium.close();
  }
});

test("a page of any other authority is refused", async () => {
  const stranger = await openCertificateAuthority(temporaryFolder(), systemClock);
  const chromium = await startChromium({ caText: stranger.caPem });
  try {
    const { page } = await chromium.open();
    await expect(page.goto(gallery.addressOf("notice"))).rejects.toThrow(
      "ERR_CERT_AUTHORITY_INVALID",
    );
  } finally {
    await chromium.close();
  }
});
