// Texts in the code editor, which is no field that Playwright fills and reads by itself.

import type { Locator, Page } from '@playwright/test';

/** Replaces the whole text. */
export async function write(editor: Locator, text: string) {
  await editor.click();
  await editor.press('Control+A');
  await editor.press('Delete');
  await editor.page().keyboard.insertText(text);
}

/** The text as it is shown, once the editor is there: its code comes after the page. */
export async function read(editor: Locator) {
  await editor.waitFor();
  return (await editor.locator('.cm-line').allTextContents()).join('\n');
}

/** Takes the first thing that is offered. The editor lets an offer be seen for a moment (75 ms) before a key takes it. */
export async function takeFirst(page: Page) {
  await page.evaluate(() => {
    const from = performance.now();
    return new Promise<void>((seen) => {
      const look = () => (performance.now() - from > 100 ? seen() : requestAnimationFrame(look));
      look();
    });
  });
  await page.keyboard.press('Enter');
}
