// Everything by keys alone: the palette, the shortcuts, and the fifteen commonest tasks with their presses counted.

import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expectSound } from './support/sound';
import { complaints, expect, signIn, test } from './support/test';

const palette = (page: Page) => page.getByRole('dialog', { name: 'Command palette' });
const lines = (page: Page) => palette(page).getByRole('option');

/** Presses keys one by one and counts them. */
class Keys {
  presses = 0;
  constructor(readonly page: Page) {}

  async press(...keys: string[]) {
    for (const key of keys) {
      await this.page.keyboard.press(key);
      this.presses += 1;
    }
  }

  /** Types a text: a press for each letter. */
  async type(text: string) {
    await this.press(...text.replaceAll(' ', '␣').split('').map((letter) => (letter === '␣' ? 'Space' : letter)));
  }

  /** Chooses by the palette what a few letters find first. */
  async find(text: string, expected: string | RegExp) {
    await this.press('Control+k');
    await this.type(text);
    await expect(lines(this.page).first()).toContainText(expected);
    await this.press('Enter');
    await expect(palette(this.page)).toBeHidden();
  }
}

async function expectFocusKept(page: Page) {
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).not.toBe('BODY');
}

async function open(page: Page, url: string, path = '/') {
  await page.goto(url + path);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}

/** What the palette offers to do here, with what refuses it. */
async function offered(page: Page) {
  await page.keyboard.press('Control+k');
  await expect(palette(page)).toBeVisible();
  await page.keyboard.type('action');
  await expect(lines(page).first()).toContainText('Action');
  const all = await lines(page).evaluateAll((options) =>
    options.map((option) => ({
      label: option.querySelector('.palette-title')?.textContent ?? '',
      refused: option.querySelector('.palette-reason')?.textContent ?? null,
      kind: option.querySelector('.palette-kind')?.textContent ?? '',
    })),
  );
  await page.keyboard.press('Escape');
  await expect(palette(page)).toBeHidden();
  return all.filter(({ kind }) => kind === 'Action').map(({ label, refused }) => ({ label, refused }));
}

test('the palette offers what buttons do, for the same reasons not', async ({ page, gateway }) => {
  const complained = complaints(page);
  for (const token of [gateway.adminToken, gateway.userToken]) {
    await page.context().clearCookies();
    await signIn(page, gateway, token);
    const labels = new Set<string>();
    for (const path of ['/runners/helsinki-evals', '/runners/ord-train-a', '/profiles', '/', '/shares', '/notifications']) {
      await open(page, gateway.url, path);
      if (path === '/') {
        await expect(page.getByRole('row', { name: /helsinki-evals/ })).toBeVisible();
        await page.keyboard.press('j');
        await page.keyboard.press('x');
        await expect(page.getByRole('toolbar', { name: 'Selected runners' })).toBeVisible();
      }
      const offers = await offered(page);
      offers.forEach(({ label }) => labels.add(label));
      const places = page.locator('.page-actions, [role=toolbar]').filter({ visible: true });
      const buttons = places.locator('button.button, a.button');
      for (const button of await buttons.all()) {
        const label = (await button.innerText()).trim();
        if (['Views', 'Columns'].includes(label)) continue;
        const refused = await button.evaluate(
          (element) => document.getElementById(element.getAttribute('aria-describedby') ?? '')?.textContent ?? null,
        );
        expect(offers, `${path}: ${label}`).toContainEqual({ label, refused });
      }
    }
    if (token === gateway.userToken) continue;
    for (const path of ['/runners/new', '/runners/new/review']) {
      await open(page, gateway.url, path);
      (await offered(page)).forEach(({ label }) => labels.add(label.replace(/^Next: .*/, 'Next')));
    }
    await open(page, gateway.url, '/profiles');
    await page.getByRole('rowheader').getByRole('link').first().click();
    await expect(page.getByRole('button', { name: 'Edit' })).toBeVisible();
    (await offered(page)).forEach(({ label }) => labels.add(label));
    // Every action of the table was met somewhere.
    const table = readFileSync(new URL('../src/actions/table.rs', import.meta.url), 'utf8');
    const body = table.slice(table.indexOf('fn label'), table.indexOf('fn key'));
    const all = [...body.matchAll(/=> "(.*?)"/g)].map((found) => found[1] ?? '');
    expect(all.length).toBeGreaterThan(15);
    expect(all.filter((label) => !labels.has(label))).toEqual([]);
  }
  expect(complained).toEqual([]);
});

test('the palette finds by ID, name, UUID and cluster, what was used last first', async ({ page, gateway, api }) => {
  await signIn(page, gateway, gateway.adminToken);
  const runner = await (await api.get('managed-runners/helsinki-evals')).json();
  for (const text of ['helsev', runner.id.slice(0, 8), runner.id, runner.identity.clusterName]) {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(text);
    await expect(lines(page).filter({ hasText: 'Runner' }).first()).toContainText('helsinki-evals');
    if (text === 'helsev') await expectSound(page, 'the palette');
    await page.keyboard.press('Escape');
  }
  const keys = new Keys(page);
  await keys.find('helsev', 'helsinki-evals');
  await expect(page.getByRole('heading', { level: 1, name: 'helsinki-evals' })).toBeFocused();
  await page.keyboard.press('Control+k');
  await expect(lines(page).first()).toContainText('helsinki-evals');
  await page.keyboard.press('Escape');
  await expectFocusKept(page);
});

test('shortcuts wait while one types, composes or a dialog is open, and can be switched off', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await expect(page.getByRole('row', { name: /helsinki-evals/ })).toBeVisible();
  const search = page.getByRole('searchbox', { name: /Filter by ID/ });
  await page.keyboard.press('/');
  await page.keyboard.type('gc?n');
  await expect(search).toHaveValue('gc?n');
  await search.fill('');
  await page.getByRole('heading', { level: 1 }).focus();
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet.getByText('g c', { exact: true })).toBeVisible();
  await page.keyboard.press('n');
  await page.keyboard.press('Control+k');
  await expect(palette(page)).toBeHidden();
  await expectSound(page, 'the sheet of keys');
  await sheet.getByRole('checkbox', { name: 'Single-character shortcuts' }).uncheck();
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  for (const key of ['g', 'c', 'n', '?', '/', '.']) await page.keyboard.press(key);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1, name: 'Runners' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('row', { name: /helsinki-evals/ })).toBeVisible();
  await page.keyboard.press('?');
  await page.keyboard.press('Control+k');
  await expect(palette(page), 'the palette is no single character').toBeVisible();
});

test('keys that follow each other at once are all taken', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await open(page, gateway.url);
  await expect(page.getByRole('row', { name: /helsinki-evals/ })).toBeVisible();
  // In one go, so that no frame passes between them.
  await page.evaluate(() => {
    for (const key of ['j', 'x', 'j', 'x']) {
      const press = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
      (document.activeElement ?? document.body).dispatchEvent(press);
    }
  });
  await expect(page.getByRole('toolbar', { name: 'Selected runners' })).toContainText('2 selected');
  await expect(page.getByRole('row', { selected: true })).toHaveCount(2);
});

test('the fifteen commonest tasks by keys alone', async ({ page, gateway, api }) => {
  const complained = complaints(page);
  await signIn(page, gateway, gateway.adminToken);
  const counted: Record<string, number> = {};
  const task = async (name: string, most: number, from: string, does: (keys: Keys) => Promise<void>) => {
    await open(page, gateway.url, from);
    const keys = new Keys(page);
    await does(keys);
    await expectFocusKept(page);
    counted[name] = keys.presses;
    expect(keys.presses, name).toBeLessThanOrEqual(most);
  };
  const heading = (name: string | RegExp) => expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  const row = (id: string) => page.getByRole('row', { name: new RegExp(id) });

  await task('open a runner by a part of its ID', 9, '/', async (keys) => {
    await keys.find('helsev', 'helsinki-evals');
    await heading('helsinki-evals');
  });
  await task('go to the clusters', 2, '/', async (keys) => {
    await expect(row('helsinki-evals')).toBeVisible();
    await keys.press('g', 'c');
    await heading('Clusters');
  });
  await task('go to the profiles', 2, '/clusters', async (keys) => {
    await keys.press('g', 'p');
    await heading('Profiles');
  });
  await task('go to the links', 2, '/clusters', async (keys) => {
    await keys.press('g', 's');
    await heading('Shared links');
  });
  await task('show what needs attention', 9, '/clusters', async (keys) => {
    await keys.find('needs', 'Needs attention');
    await expect(page).toHaveURL(/show=attention/);
  });
  await task('filter the runners', 6, '/', async (keys) => {
    await expect(row('helsinki-evals')).toBeVisible();
    await keys.press('/');
    await keys.type('prod');
    await expect(row('helsinki-evals')).toBeHidden();
  });
  await task('open the history of a runner', 8, '/runners/helsinki-evals', async (keys) => {
    await keys.find('hist', 'History');
    await expect(page).toHaveURL(/history/);
  });
  await task('edit a runner', 1, '/runners/helsinki-evals', async (keys) => {
    await expect(page.getByRole('button', { name: 'Change channel…' })).toBeVisible();
    await keys.press('e');
    await expect(page).toHaveURL(/edit/);
  });
  await task('edit the first runner of the table', 2, '/?q=helsinki', async (keys) => {
    await expect(row('helsinki-evals')).toBeVisible();
    await keys.press('j', 'e');
    await expect(page).toHaveURL(/helsinki-evals\/edit/);
  });
  await task('change the channel of a runner', 12, '/?q=zurich-lab', async (keys) => {
    await expect(row('zurich-lab')).toBeVisible();
    await keys.press('j', '.');
    await keys.type('chan');
    await expect(lines(page).first()).toContainText('Change channel');
    await keys.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Change the release channel' });
    await expect(dialog).toBeVisible();
    await expect(dialog.getByRole('radio', { name: /Rapid/ })).toBeVisible();
    await keys.press('Tab', 'ArrowDown');
    await expect(dialog.getByRole('radio', { name: /Rapid/ })).toBeChecked();
    await keys.press('Enter');
    await expect(dialog.getByText(/1 of 1 done/)).toBeVisible();
    await keys.press('Escape');
  });
  await task('select two runners and begin a patch for them', 6, '/?q=prod', async (keys) => {
    await expect(row('prod').first()).toBeVisible();
    await keys.press('j', 'x', 'j', 'x', 'e');
    await heading(/Edit 2 runners/);
  });
  await task('upgrade runners that wait', 3, '/?show=updates', async (keys) => {
    await expect(page.getByRole('row').nth(1)).toBeVisible();
    await keys.press('j', 'x', 'u');
    await expect(page.getByRole('dialog', { name: 'Upgrade runners' })).toBeVisible();
    await page.keyboard.press('Escape');
  });
  await task('clear the selection', 9, '/', async (keys) => {
    await expect(row('helsinki-evals')).toBeVisible();
    await keys.press('j', 'x');
    await keys.find('clear', 'Clear selection');
    await expect(page.getByRole('toolbar', { name: 'Selected runners' })).toBeHidden();
  });
  await task('share the status of a runner', 8, '/runners/helsinki-evals', async (keys) => {
    await expect(page.getByRole('button', { name: 'Change channel…' })).toBeVisible();
    await keys.press('.');
    await keys.type('share');
    await expect(lines(page).first()).toContainText('Share…');
    await keys.press('Enter');
    await heading('Share status');
  });
  await task('create a runner', 20, '/', async (keys) => {
    await expect(row('helsinki-evals')).toBeVisible();
    await keys.press('n');
    const free = page.getByRole('radio', { name: /^free-01/ });
    await expect(free).toBeEnabled();
    while (!(await free.evaluate((radio) => radio === document.activeElement))) await keys.press('Tab');
    await keys.press('Enter');
    await expect(free).toBeChecked();
    await keys.press('Enter');
    await expect(page.getByRole('heading', { name: 'Step 2 of 5: Profiles' })).toBeFocused();
    await keys.press('Control+Enter');
    await expect(page.getByRole('heading', { name: /Step 3 of 5/ })).toBeFocused();
    await keys.press('Control+Enter');
    await expect(page.getByRole('heading', { name: /Step 4 of 5/ })).toBeFocused();
    await keys.press('Control+Enter');
    await expect(page.getByText('No problems found.')).toBeVisible();
    await keys.press('Control+Enter');
    await heading('free-01');
    await expect.poll(async () => (await api.get('managed-runners/free-01')).status()).toBe(200);
  });
  expect(Object.keys(counted)).toHaveLength(15);
  console.log(counted);
  expect(complained).toEqual([]);
});

test('what is typed while the palette is on its way is its first letters', async ({ page, gateway }) => {
  let release = () => {};
  const released = new Promise<void>((done) => (release = done));
  let held = 0;
  await page.route(/palette/, async (route) => {
    held += 1;
    await released;
    await route.continue();
  });
  await signIn(page, gateway, gateway.adminToken);
  await expect(page.getByRole('row', { name: /helsinki-evals/ })).toBeVisible();
  await page.keyboard.press('Control+k');
  // The first of them is a shortcut, too.
  await page.keyboard.type('new runner', { delay: 20 });
  await expect.poll(() => held).toBeGreaterThan(0);
  release();
  await expect(palette(page).getByRole('combobox')).toHaveValue('new runner');
  await expect(page).toHaveURL(`${gateway.url}/`);
});

test('the focus stays near what goes', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await expect(page.getByRole('row', { name: /helsinki-evals/ })).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.getByRole('button', { name: 'Clear selection' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('toolbar', { name: 'Selected runners' })).toBeHidden();
  await expectFocusKept(page);
  const inTable = page.locator('.grid-frame').locator(':focus');
  await expect(inTable).toHaveCount(1);
});
