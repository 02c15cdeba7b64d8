import path from 'node:path';
import { chromium } from 'playwright-core';
import { whichChromium } from '../chromium.mjs';
import { faults } from '../faults.mjs';

/** A busy machine takes its time. */
const PATIENCE_MS = 60_000;

/** @typedef {Awaited<ReturnType<typeof openVisitor>>} Visitor */

/**
 * A person in front of the Playground. Each picture is also a check of the cards in view; complaints are collected.
 * @param {{ url: string, pictures: string }} where
 */
export async function openVisitor({ url, pictures }) {
  const browser = await chromium.launch(await whichChromium());
  const page = await browser.newPage({ viewport: { width: 1280, height: 1100 }, locale: 'en-GB' });
  page.setDefaultTimeout(PATIENCE_MS);
  /** @type {string[]} */
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(`in the page: ${error.message}`));
  page.on('console', (message) => {
    // Fonts and icons from elsewhere are not fetched, on purpose.
    if (message.type() === 'error' && !message.text().includes('net::ERR_FAILED'))
      complaints.push(`on the console: ${message.text()}`);
  });
  await page.route(/^https?:\/\/(?!127\.0\.0\.1|localhost)/, (route) => route.abort());
  await page.goto(url);
  const box = page.locator('div[role=textbox][contenteditable=true]');
  await box.waitFor();

  let steps = 0;
  const cards = page.locator('.ac-adaptiveCard');
  // A channel has the newest thread on top, a chat the newest message below.
  let inChannel = false;
  const newest = () => (inChannel ? cards.first() : cards.last());

  return {
    page,
    complaints,
    steps: () => steps,

    /** @param {string} name As the list on the left has it. */
    async goTo(name) {
      inChannel = name.includes(' - ');
      await page.getByLabel(name, { exact: true }).first().click();
      await box.first().waitFor();
    },

    /** @param {string} text @param {{ mention?: string }} [how] */
    async say(text, { mention } = {}) {
      await box.first().click();
      if (mention) {
        await page.keyboard.type('@');
        await page.getByRole('menuitem', { name: mention }).first().click();
      }
      await page.keyboard.type(` ${text}`);
      if (inChannel) await page.getByRole('button', { name: 'Post', exact: true }).click();
      else await page.getByLabel('Send Message').click();
    },

    /** Waits until the newest card, or the card that it became, says this. @param {string | RegExp} text */
    async reads(text) {
      await newest().getByText(text).first().waitFor();
    },

    /** Waits until the first reply to the newest post says this. Replies are indented. @param {string | RegExp} text */
    async readsReply(text) {
      await cards.nth(1).getByText(text).first().waitFor();
      const [post, reply] = [await cards.first().boundingBox(), await cards.nth(1).boundingBox()];
      if (!post || !reply || reply.x <= post.x) complaints.push(`no reply, but a post of its own: ${text}`);
    },

    /** On the newest card. @param {string} title @param {{ about?: string }} [which] */
    async press(title, { about } = {}) {
      const card = newest();
      if (about) {
        const has = page.getByRole('button', { name: title });
        // The innermost that has both is the row.
        await card
          .locator('.ac-container', { hasText: about, has })
          .last()
          .getByRole('button', { name: title })
          .click();
        return;
      }
      const button = card.getByRole('button', { name: title }).last();
      const more = card.locator('button', { hasText: /^(\.\.\.|…)$/ }).last();
      await button.or(more).first().waitFor();
      if (!(await button.isVisible())) await more.click();
      await page
        .getByRole('button', { name: title })
        .or(page.getByRole('menuitem', { name: title }))
        .last()
        .click();
    },

    /** @param {string} label @param {string} value */
    async fill(label, value) {
      await newest().getByLabel(label).first().fill(value);
    },

    /** Keeps a picture of what the visitor sees. @param {string} name */
    async look(name) {
      steps += 1;
      await newest().scrollIntoViewIfNeeded();
      const found = await page.evaluate(faults);
      complaints.push(...found.map((text) => `${name}: ${text}`));
      await page.screenshot({ path: path.join(pictures, `${String(steps).padStart(2, '0')}-${name}.png`) });
    },

    close: () => browser.close(),
  };
}
