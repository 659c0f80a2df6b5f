// Whether a page is sound: nothing is wider than the window, and two independent engines find nothing that keeps
// somebody out (WCAG 2.2 A and AA).

import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from './test';

const ENGINE = readFileSync(createRequire(import.meta.url).resolve('accessibility-checker-engine/ace.js'), 'utf8');

type Issue = { ruleId: string; value: [string, string]; message: string; snippet: string };
declare const ace: { Checker: new () => { check(of: Document | Element, rules: string[]): Promise<{ results: Issue[] }> } };

/** What axe finds, a line each. Nothing here is in a frame, and nobody reads what it found right: both together take two
 * thirds of its time. */
async function byAxe(page: Page): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] });
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `axe ${id} ${nodes[0]?.html}`);
}

/** What IBM's engine finds, a line each. */
async function byEqualAccess(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'ace' in window))) await page.evaluate(`${ENGINE}; window.ace = ace; undefined`);
  const issues = await page.evaluate(async () => {
    // What has scrolled under the head would be measured as if it were beside it.
    window.scrollTo(0, 0);
    // What is behind an open dialog is out of reach; this engine would measure it all the same.
    const open = [...document.querySelectorAll('dialog[open]')].at(-1);
    const { results } = await new ace.Checker().check(open ?? document, ['WCAG_2_2']);
    return results.filter(({ value: [kind, outcome] }) => kind === 'VIOLATION' && outcome === 'FAIL');
  });
  return issues.map(({ ruleId, message, snippet }) => `ace ${ruleId} ${message} ${snippet}`);
}

/** Opens everything that is folded. */
export async function unfold(page: Page) {
  const folded = page.getByRole('main').locator('details:not([open]) > summary');
  while ((await folded.count()) > 0) await folded.first().click();
}

/** How many pixels the page is wider than the window. */
export async function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Checks what is on screen; `where` names it. */
export async function expectSound(page: Page, where: string) {
  expect(await overflow(page), `${where} is wider than the window`).toBeLessThanOrEqual(0);
  expect([...(await byAxe(page)), ...(await byEqualAccess(page))], where).toEqual([]);
}

/** Checks what is on screen in light, then in dark. */
export async function expectSoundInBoth(page: Page, where: string) {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectSound(page, `${where} in ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: null });
}
