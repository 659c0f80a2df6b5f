// What is on screen is true, or says that it is not, whatever is wrong with the browser, its clock, and what
// lies between it and the server.

import type { BrowserContext, Page } from '@playwright/test';
import { setClock, translate } from './support/disturbed';
import { isRemote } from './support/gateway';
import { startHolding } from './support/holding';
import { complaints, expect, signIn, test } from './support/test';

const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });
const setChannel = (channel: string) => ({
  data: {
    runner: { managedSpec: { releaseChannel: `RELEASE_CHANNEL_${channel}` } },
    updateMask: 'managedSpec.releaseChannel',
  },
});

test('texts that a translation replaces are drawn anew when they change', async ({ browser, gateway, api }) => {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  await translate(context);
  const page = await context.newPage();
  const complained = complaints(page);
  await signIn(page, gateway, gateway.adminToken);
  await expect(row(page, 'helsinki-evals').locator('font').first()).toBeVisible();
  await expect(row(page, 'helsinki-evals')).toContainText('Stable');
  const detail = await context.newPage();
  await detail.goto(`${gateway.url}/runners/helsinki-evals`);
  await expect(detail.getByText('Stable').first()).toBeVisible();
  await page.goto(`${gateway.url}/shares/new?runner=helsinki-evals`);
  await page.getByRole('checkbox', { name: /Versions/ }).check();
  await page.getByRole('button', { name: 'Create link' }).click();
  const link = (await page.locator('.links-link code').first().textContent()) ?? '';
  const shared = await context.newPage();
  await shared.goto(link);
  await expect(shared.getByText('Stable channel')).toBeVisible();
  await page.goto(gateway.url);
  await expect(row(page, 'helsinki-evals')).toContainText('Stable');

  await api.patch('managed-runners/helsinki-evals', setChannel('RAPID'));
  for (const tab of [detail, shared]) {
    await expect(tab.getByText('Rapid').first()).toBeVisible();
    await expect(tab.getByText('Stable', { exact: true })).toHaveCount(0);
  }
  await expect(row(page, 'helsinki-evals')).toContainText('Rapid');
  await expect(row(page, 'helsinki-evals')).not.toContainText('Stable');
  // And again, of what was drawn anew and replaced once more.
  await api.patch('managed-runners/helsinki-evals', setChannel('STABLE'));
  await expect(row(page, 'helsinki-evals')).toContainText('Stable');
  await expect(row(page, 'helsinki-evals')).not.toContainText('Rapid');
  await api.delete('managed-runners/helsinki-evals');
  await expect(row(page, 'helsinki-evals')).toBeHidden();
  await expect(shared.getByText('Working')).toHaveCount(0);
  expect(complained).toEqual([]);
});

/** The number that a group of the strip shows. */
async function group(page: Page, name: string) {
  return (await page.getByRole('button', { name: new RegExp(`^${name}`) }).innerText()).replace(/\D/g, '');
}

for (const [name, seconds] of [
  ['40 s ahead', 40],
  ['5 min ahead', 300],
  ['an hour ahead', 3600],
  ['an hour behind', -3600],
] as const) {
  test(`a browser's clock that is ${name} changes nothing`, async ({ page, browser, gateway }) => {
    await signIn(page, gateway, gateway.adminToken);
    await expect(page.getByText('Live', { exact: true })).toBeVisible();
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    await setClock(context, seconds * 1000);
    const wrong = await context.newPage();
    await signIn(wrong, gateway, gateway.adminToken);
    await expect(wrong.getByText('Live', { exact: true })).toBeVisible();
    for (const name of ['Needs attention', 'Healthy', 'Connection lost']) {
      await expect(async () => expect(await group(wrong, name)).toBe(await group(page, name))).toPass();
    }
    const heard = row(wrong, 'helsinki-evals').locator('time').first();
    await expect(heard, 'heard of within the minute').toHaveText(/^\d+ s$/);
    const told = wrong.getByText('This computer’s clock is off');
    if (Math.abs(seconds) < 60) return expect(told).toHaveCount(0);
    await expect(wrong.getByText(/^It is (5 min|1 h|59 min) (ahead of|behind) the server’s/)).toBeVisible();
    await wrong.getByRole('button', { name: 'OK', exact: true }).click();
    await expect(told).toHaveCount(0);
    await wrong.reload();
    await expect(wrong.getByText('Live', { exact: true })).toBeVisible();
    await expect(told, 'once').toHaveCount(0);
  });
}

test('a stream that is held back leaves nobody without rows', async ({ browser, gateway }) => {
  test.skip(isRemote(), 'the proxy speaks no TLS');
  const holding = await startHolding(gateway.url);
  try {
    const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
    await signIn(page, { ...gateway, url: holding.url }, gateway.adminToken);
    await page.reload();
    await expect(row(page, 'helsinki-evals')).toBeVisible();
    await expect(page.getByText('Not live, polling')).toBeVisible();
    await expect(row(page, 'helsinki-evals')).toContainText('Stable');
    holding.release();
    await expect(page.getByText('Live', { exact: true }), 'the stream is tried on').toBeVisible({ timeout: 45_000 });
  } finally {
    await holding.stop();
  }
});

test('a shared page whose stream is refused has its runners all the same', async ({ browser, gateway, api }) => {
  const terms = { title: 'All', selection: { matching: {} } };
  const data = { terms, lifetime: 3600 };
  const { link } = await (await api.post(`${gateway.url}/console/shares`, { data })).json();
  // A remote API is read with the token of somebody who is signed in.
  const reader = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
  await signIn(reader, gateway, gateway.adminToken);
  const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
  await page.route('**/console/shared/events*', (route) => route.fulfill({ status: 502, body: '<h1>Bad gateway</h1>' }));
  await page.goto(link);
  await expect(page.getByRole('heading', { name: 'helsinki-evals' })).toBeVisible();
  await expect(page.getByText('Not live: trying to connect')).toBeVisible();
});

test('a shared page whose stream is held back has its runners all the same', async ({ browser, gateway, api }) => {
  test.skip(isRemote(), 'the proxy speaks no TLS');
  const holding = await startHolding(gateway.url);
  try {
    const shares = `${gateway.url}/console/shares`;
    const terms = { title: 'All', selection: { matching: {} } };
    const { link } = await (await api.post(shares, { data: { terms, lifetime: 3600 } })).json();
    const page = await (await browser.newContext()).newPage();
    await page.goto(link.replace(gateway.url, holding.url));
    await expect(page.getByRole('heading', { name: 'helsinki-evals' })).toBeVisible({ timeout: 15_000 });
    await expect(page.getByText('Not live: trying to connect')).toBeVisible();
    holding.release();
    await expect(page.getByText('Live', { exact: true })).toBeVisible({ timeout: 60_000 });
  } finally {
    await holding.stop();
  }
});

test('a runner is found by its UUID, whole or by its first eight characters', async ({ page, gateway, api }) => {
  const { id } = await (await api.get('managed-runners/helsinki-evals')).json();
  await signIn(page, gateway, gateway.adminToken);
  const search = page.getByRole('searchbox');
  for (const text of [id, id.slice(0, 8), id.toUpperCase()]) {
    await search.fill(text);
    await expect(page.getByRole('grid').getByRole('link')).toHaveText(['helsinki-evals']);
  }
});

test.describe('names with numbers', () => {
  test.use({ fleet: 'empty' });

  test('sort by the value of the numbers', async ({ page, gateway, api }) => {
    const made = await api.post('profile-templates', { data: { profileTemplate: { displayName: 'p', spec: {} } } });
    const profileTemplateId = (await made.json()).id;
    const { items: clusters } = await (await api.get(`${gateway.url}/v1beta1/cks/clusters`)).json();
    const names = ['r-10', 'r-2', 'r-1'];
    for (const [at, name] of names.entries()) {
      const { zone, name: clusterName } = clusters[at];
      const profileBindings = [{ profileTemplateId, isDefault: true }];
      const runner = { identity: { zone, clusterName }, profileBindings };
      expect((await api.post('managed-runners', { data: { runnerId: name, runner } })).status()).toBe(200);
    }
    await signIn(page, gateway, gateway.adminToken);
    await page.goto(`${gateway.url}/?sort=runner`);
    await expect(page.getByRole('grid').getByRole('link')).toHaveText(['r-1', 'r-2', 'r-10']);
  });
});

/** Answers reads of a runner with something changed in them. */
async function changed(context: BrowserContext, change: (runner: Record<string, unknown>) => void) {
  await context.route(/\/managed-runners\/[^/?]+$/, async (route) => {
    if (route.request().method() !== 'GET') return route.continue();
    const response = await route.fetch();
    const runner = await response.json();
    change(runner);
    await route.fulfill({ response, json: runner });
  });
}

test('a long word widens no page', async ({ page, context, gateway }) => {
  const word = 'x'.repeat(4_000);
  await changed(context, (runner) => {
    Object.assign(runner, { displayName: word, updatedBy: word });
    Object.assign(runner.deploymentSpec ?? {}, { image: `registry.example/${word.slice(0, 140)}:latest` });
    const error = runner.installError as Record<string, unknown> | undefined;
    if (error) Object.assign(error, { message: word, diagnosticDetail: word });
  });
  await page.setViewportSize({ width: 390, height: 800 });
  await signIn(page, gateway, gateway.adminToken);
  const failed = 'finance-agents';
  for (const path of [failed, `${failed}/configuration`, `${failed}/history`, 'helsinki-evals/configuration']) {
    await page.goto(`${gateway.url}/runners/${path}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide, path).toBeLessThanOrEqual(0);
  }
});

test('profiles have their names as soon as these are known', async ({ page, context, gateway }) => {
  let arrive = () => {};
  const late = new Promise<void>((done) => (arrive = done));
  await context.route(/\/profile-templates\?/, async (route) => {
    await late;
    await route.continue();
  });
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/zurich-lab/edit?as=fields`);
  const bound = page.getByRole('group', { name: 'Profiles' }).getByRole('checkbox', { checked: true });
  await expect(bound.first()).toBeVisible();
  arrive();
  await expect(page.getByRole('group', { name: 'Profiles' })).not.toContainText(/Unknown profile|[0-9a-f]{8}-/);
  await expect(bound.first()).toHaveAccessibleName(/^[a-z]/i);
});

test('a heartbeat has one age', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/helsinki-evals`);
  const header = page.getByRole('group', { name: 'Status' }).locator('time').last();
  const card = page.getByRole('region', { name: 'Version' }).locator('time').last();
  const first = await card.getAttribute('datetime');
  // Until the feed has heard of it again, which the page reads nothing for.
  await expect(header).not.toHaveAttribute('datetime', first ?? '', { timeout: 45_000 });
  const now = await header.getAttribute('datetime');
  await expect(card).toHaveAttribute('datetime', now ?? '');
});

test.describe('values of the environment', () => {
  const canary = 'CANARY-of-the-environment';

  test.beforeEach(async ({ api }) => {
    const runner = await (await api.get('managed-runners/helsinki-evals')).json();
    const overrides = { ...runner.managedSpec.overrides, env: { OTHER: 'CANARY-too', TOKEN: canary } };
    const data = { runner: { managedSpec: { overrides } }, updateMask: 'managedSpec.overrides' };
    expect((await api.patch('managed-runners/helsinki-evals', { data })).status()).toBe(200);
  });

  test('are masked in the editor, and shown one by one', async ({ page, gateway }) => {
    await signIn(page, gateway, gateway.adminToken);
    await page.goto(`${gateway.url}/runners/helsinki-evals/edit`);
    const editor = page.getByRole('textbox', { name: 'The runner as YAML or JSON' });
    await expect(editor).toContainText('TOKEN:');
    await expect(page.getByText('CANARY')).toHaveCount(0);
    await editor.getByRole('button', { name: 'Show the value' }).last().click();
    await expect(editor).toContainText(canary);
    await expect(editor).not.toContainText('CANARY-too');
    // What is changed elsewhere shows neither in the difference nor in the request.
    await editor.getByText(canary).click();
    await page.keyboard.press('End');
    await page.keyboard.type('-2');
    const sent = page.getByRole('region', { name: 'What will be sent' });
    await expect(sent).toContainText('another value');
    await sent.getByText(/^PATCH/).click();
    await expect(sent).toContainText('"TOKEN": ••••••');
    await expect(sent).not.toContainText('CANARY');
  });

  test('are in no document of somebody who only reads', async ({ page, gateway }) => {
    await signIn(page, gateway, gateway.userToken);
    await page.goto(`${gateway.url}/runners/helsinki-evals/edit`);
    const editor = page.getByRole('textbox', { name: 'The runner as YAML or JSON' });
    await expect(editor).toContainText('TOKEN:');
    await editor.getByRole('button', { name: 'Show the value' }).first().click();
    await editor.press('Control+End');
    await page.keyboard.type('# ');
    await expect(page.getByText('CANARY')).toHaveCount(0);
    const kept = () => page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    // What is typed is kept a moment later.
    await expect.poll(kept).toContain('edit:helsinki-evals');
    expect(await kept()).not.toContain('CANARY');
  });
});

test('copying works where the browser has no clipboard to offer, or says that it does not', async ({
  page,
  context,
  gateway,
}) => {
  // As on plain http: the browser has it in secure contexts only.
  await context.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined });
  });
  const complained = complaints(page);
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/helsinki-evals`);
  await page.getByRole('button', { name: 'Copy runner ID' }).click();
  await expect(page.getByText('Copied', { exact: true })).toBeVisible();
  await page.goto(gateway.url);
  await page.getByRole('searchbox').press('Control+V');
  await expect(page.getByRole('searchbox')).toHaveValue('helsinki-evals');
  await page.goto(`${gateway.url}/runners/helsinki-evals`);
  await page.evaluate(() => (document.execCommand = () => false));
  await page.getByRole('button', { name: 'Copy runner ID' }).click();
  await expect(page.getByText(/^Could not copy/)).toBeVisible();
  expect(complained).toEqual([]);
});

test('states can be told apart in colours that the person chose', async ({ page, gateway }) => {
  await page.emulateMedia({ forcedColors: 'active' });
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/zurich-lab/edit?as=fields`);
  await page.getByText('Only in windows').click();
  const colour = (pressed: boolean) =>
    page
      .getByRole('group', { name: 'Days' })
      .getByRole('button', { pressed })
      .first()
      .evaluate((day) => getComputedStyle(day).backgroundColor);
  await expect(page.getByRole('group', { name: 'Days' }).first()).toBeVisible();
  expect(await colour(true)).not.toBe(await colour(false));
  await page.goto(`${gateway.url}/runners/helsinki-evals`);
  const bars = page.locator('.uptime-span');
  await expect(bars.first()).toBeVisible();
  for (const bar of await bars.all()) expect(await bar.evaluate((b) => getComputedStyle(b).forcedColorAdjust)).toBe('none');
});

test.describe('a long table', () => {
  test.use({ fleet: '300' });

  test('is printed whole', async ({ page, gateway }) => {
    await signIn(page, gateway, gateway.adminToken);
    const rows = page.getByRole('grid').getByRole('link');
    await expect(rows.first()).toBeVisible();
    expect(await rows.count()).toBeLessThan(100);
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    await expect(rows).toHaveCount(300);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    await expect(async () => expect(await rows.count()).toBeLessThan(100)).toPass();
  });
});

test('the editor says how the keyboard leaves it, and what it waits for', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/runners/helsinki-evals/edit`);
  const editor = page.getByRole('textbox', { name: 'The runner as YAML or JSON' });
  await expect(page.getByText(/Escape, then Tab leaves the editor/)).toBeVisible();
  await editor.press('Escape');
  await page.keyboard.press('Tab');
  await expect(editor).not.toBeFocused();
  await editor.press('Control+End');
  await page.keyboard.type('nonsense: {');
  const sent = page.getByRole('region', { name: 'What will be sent' });
  await expect(sent).toContainText('Correct the marked errors first');
  await expect(sent).not.toContainText('No change');
});

test('password managers are told to keep out of what is no account', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/shares/new?runner=helsinki-evals`);
  const secret = page.getByLabel('Passphrase');
  await expect(secret).toHaveAttribute('autocomplete', 'off');
  for (const mark of ['data-1p-ignore', 'data-bwignore', 'data-lpignore']) await expect(secret).toHaveAttribute(mark);
});
