// What the criteria of docs/accessibility.md ask beside what engines find: large text, narrow windows, forced colours,
// names from right to left, the focus on its way through a page.

import type { Page } from '@playwright/test';
import { expectSound } from './support/sound';
import { expect, signIn, test } from './support/test';

const PAGES = [
  '/',
  '/runners/ord-train-a',
  '/runners/helsinki-evals',
  ...['configuration', 'maintenance', 'policy', 'policy/edit', 'history', 'yaml', 'edit'].map((tab) => `/runners/helsinki-evals/${tab}`),
  '/runners/new',
  ...['profiles', 'placement', 'maintenance', 'review', 'file'].map((step) => `/runners/new/${step}`),
  '/clusters',
  '/profiles',
  '/profiles/new',
  '/policies',
  '/shares',
  '/shares/new',
  '/notifications',
  '/notifications/new',
  '/notifications/feeds/new',
  '/settings',
];

async function open(page: Page, url: string) {
  await page.goto(url);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}

async function expectNoOverflow(page: Page, where: string) {
  // The table follows the window in the next frame.
  const over = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await expect.poll(over, `${where} is wider than the window`).toBeLessThanOrEqual(0);
}

/** Adds rules as a person's own style sheet would; answers how to take them away again. */
async function restyle(page: Page, rules: string) {
  await page.evaluate((rules) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    document.adoptedStyleSheets = [sheet];
  }, rules);
  return () => page.evaluate(() => void (document.adoptedStyleSheets = []));
}

/** Texts that are cut off without an end: no dots, nothing to scroll. */
async function cutTexts(page: Page) {
  return page.evaluate(() => {
    const cut: string[] = [];
    for (const element of document.querySelectorAll('button, a, label, h1, h2, h3, p, dd, dt')) {
      const style = getComputedStyle(element);
      const isHidden = style.clipPath !== 'none' || element.closest('.visually-hidden, [aria-hidden=true]') !== null;
      const isCut = style.overflowX === 'hidden' && style.textOverflow !== 'ellipsis';
      if (!isHidden && isCut && element.scrollWidth > element.clientWidth + 1) cut.push(element.outerHTML.slice(0, 120));
    }
    return cut;
  });
}

test('pages can be read at 200 % text, with wide spacing, and at 400 % zoom', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  for (const path of PAGES) {
    await page.setViewportSize({ width: 1280, height: 1024 });
    await open(page, gateway.url + path);
    const restoreText = await restyle(page, 'html { font-size: 200% !important; }');
    await expectNoOverflow(page, `${path} at 200 %`);
    expect(await cutTexts(page), `${path} at 200 %`).toEqual([]);
    await restoreText();
    // WCAG 1.4.12.
    const spacing =
      '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }';
    const restoreSpacing = await restyle(page, spacing);
    await expectNoOverflow(page, `${path} with wide spacing`);
    await restoreSpacing();
    await page.setViewportSize({ width: 320, height: 256 });
    await expectNoOverflow(page, `${path} at 400 %`);
  }
});

test('the list is sound with forced colours, and nothing moves where that is asked', async ({ browser, gateway }) => {
  const context = await browser.newContext({ forcedColors: 'active', reducedMotion: 'reduce' });
  const page = await context.newPage();
  await signIn(page, gateway, gateway.adminToken);
  await expect(page.getByRole('row', { name: /ord-train-a/ })).toBeVisible();
  await expectSound(page, 'the list with forced colours');
  const moving = await page.evaluate(() =>
    document.getAnimations().filter((animation) => Number(animation.effect?.getComputedTiming().duration ?? 0) > 10).length,
  );
  expect(moving).toBe(0);
  await context.close();
});

test('names from right to left stay in their places', async ({ page, gateway, api }) => {
  const name = 'مشغل التقييم (1)';
  const profiles = await (await api.get('profile-templates')).json();
  const created = await api.post('managed-runners', {
    data: {
      runnerId: 'rtl',
      runner: {
        displayName: name,
        identity: { zone: 'us-east-08b', clusterName: 'free-01' },
        profileBindings: [{ profileTemplateId: profiles.profileTemplates[0].id, isDefault: true }],
      },
    },
  });
  expect(created.status()).toBe(200);
  await signIn(page, gateway, gateway.adminToken);
  await open(page, `${gateway.url}/?q=rtl`);
  const row = page.getByRole('row', { name: /^rtl/ }).or(page.getByRole('row').filter({ hasText: name }));
  await expect(row.first()).toContainText(name);
  const [id, shown] = await row.first().evaluate((row) => {
    const head = row.querySelector('[role=rowheader]');
    return [head?.querySelector('a'), head?.querySelector('span.muted')].map((part) => part?.getBoundingClientRect().left ?? -1);
  });
  expect(shown, 'the name follows the ID').toBeGreaterThanOrEqual(id ?? 0);
  await open(page, `${gateway.url}/runners/rtl`);
  await expect(page.getByText(name).first()).toBeVisible();
  await expectNoOverflow(page, 'a runner with a name from right to left');
});

test('the focus is seen on its way, and changes nothing by itself', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  const navigation: string[] = [];
  for (const path of ['/runners/helsinki-evals', '/runners/new', '/profiles', '/settings', '/shares/new']) {
    await open(page, gateway.url + path);
    navigation.push((await page.getByRole('navigation', { name: 'Main' }).getByRole('link').allInnerTexts()).join());
    // Pictures of text are none (WCAG 1.4.5).
    expect(await page.locator('img, canvas').count(), path).toBe(0);
    const before = page.url();
    for (let stop = 0; stop < 40; stop += 1) {
      await page.keyboard.press('Tab');
      const seen = await page.evaluate(() => {
        const focused = document.activeElement as HTMLElement | null;
        if (focused === null || focused === document.body) return null;
        const box = focused.getBoundingClientRect();
        const style = getComputedStyle(focused);
        const has = (style: CSSStyleDeclaration) =>
          (style.outlineStyle !== 'none' && style.outlineWidth !== '0px') || style.boxShadow !== 'none';
        const around = focused.closest('label, .search, .drop');
        const isMarked = has(style) || has(getComputedStyle(focused, '::after')) || (around !== null && has(getComputedStyle(around)));
        const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
        const y = Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1);
        const top = document.elementFromPoint(x, y);
        const isThere = top !== null && (focused.contains(top) || top.contains(focused) || focused.closest('label')?.contains(top) === true);
        return { html: focused.outerHTML.slice(0, 120), isMarked, isThere };
      });
      if (seen === null) break;
      expect(seen, `${path} ${seen.html}`).toMatchObject({ isMarked: true, isThere: true });
    }
    expect(page.url(), 'the focus leads nowhere').toBe(before);
  }
  expect(new Set(navigation.map((links) => links.replace(/\d+/g, ''))).size, 'one navigation everywhere').toBe(1);
});

test('what is pressed is done when the pointer is lifted on it', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await open(page, `${gateway.url}/runners/helsinki-evals`);
  const button = page.getByRole('button', { name: 'Change channel…' });
  const box = await button.boundingBox();
  if (box === null) throw new Error('the button is not on screen');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.mouse.move(5, 5);
  await page.mouse.up();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await button.click();
  await expect(page.getByRole('dialog')).toBeVisible();
});
