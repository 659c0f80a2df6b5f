// Links that show a teammate how runners are (design D8): made in one browser, opened in another that knows
// nothing of the first.

import type { Browser, Page } from '@playwright/test';
import { letPass } from './support/database';
import { servesV1Alone, startGateway, type Gateway } from './support/gateway';
import { expectSoundInBoth } from './support/sound';
import { complaints, expect, signIn, test } from './support/test';

/** Makes a link to what the form is opened with, and reads it where it is shown once. */
async function make(page: Page, gateway: Gateway, path: string, fill: () => Promise<void> = async () => {}) {
  await page.goto(`${gateway.url}${path}`);
  await expect(page.getByRole('heading', { level: 1, name: 'Share status' })).toBeVisible();
  await fill();
  await page.getByRole('button', { name: 'Create link' }).click();
  const link = page.locator('.links-link code').first();
  await expect(link).toContainText('/shared#');
  return (await link.textContent()) ?? '';
}

/** A teammate's browser: without a cookie, a token or anything kept. */
async function teammate(browser: Browser) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  return context.newPage();
}

/** A zone as the API spells it; no runner of the demo fleet is called so. */
const ZONE = /\b[a-z]+-[a-z]+-\d\d[a-z]\b/i;

const row = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name });

test('a link is made, previewed, opened elsewhere, followed, changed and revoked', async ({
  page,
  browser,
  gateway,
  api,
}) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.getByRole('button', { name: 'Share…' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Share status' })).toBeVisible();
  const preview = page.getByRole('region', { name: 'What your teammate sees' });
  await expect(preview.getByRole('heading', { name: 'helsinki-evals' })).toBeVisible();
  await page.getByLabel('Title').fill('Agents production');
  await page.getByLabel('Note').fill('Where the nightly agents run.');
  await page.getByLabel('Shared by').fill('the platform team');
  await expect(preview.getByRole('heading', { name: 'Agents production' })).toBeVisible();
  await expect(preview).not.toContainText(ZONE);
  await page.getByRole('checkbox', { name: /Zones and cluster names/ }).check();
  await expect(preview).toContainText(ZONE);
  await page.getByRole('checkbox', { name: /Zones and cluster names/ }).uncheck();
  await expect(preview).not.toContainText(ZONE);
  await page.getByRole('button', { name: 'Create link' }).click();
  const link = (await page.locator('.links-link code').first().textContent()) ?? '';
  await expect(page.getByRole('img', { name: 'The link as a QR code' })).toBeVisible();

  const other = await teammate(browser);
  const requests: string[] = [];
  other.on('request', (request) => requests.push(request.url()));
  const found = complaints(other);
  await other.goto(link);
  await expect(other.getByRole('heading', { level: 1, name: 'Agents production' })).toBeVisible();
  await expect(other.getByText('Shared by the platform team until')).toBeVisible();
  await expect(other.getByText('Live', { exact: true })).toBeVisible();
  await expect(row(other, 'helsinki-evals')).toContainText('Working');
  await expect(other.getByText(ZONE)).toHaveCount(0);
  await other.getByRole('button', { name: 'Show the API’s terms' }).click();
  await expect(row(other, 'helsinki-evals')).toContainText('RUNNER_INSTALL_STATUS_READY');
  const secret = new URL(link).hash.slice(1);
  expect(requests.filter((url) => url.includes(secret.split('.')[1]!)), 'the secret is in no address').toEqual([]);
  expect(await other.context().cookies()).toEqual([]);

  await api.delete('managed-runners/helsinki-evals');
  await expect(row(other, 'helsinki-evals')).toHaveCount(0);

  // What it shows is changed, and so is the open page.
  await page.getByRole('link', { name: 'Done' }).click();
  const entry = page.getByRole('row').filter({ hasText: 'Agents production' });
  await expect(entry).toContainText('Once');
  await entry.getByRole('link', { name: 'Edit' }).click();
  await page.getByLabel('Title').fill('Agents, renamed');
  await page.getByRole('checkbox', { name: /Zones and cluster names/ }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(other.getByRole('heading', { level: 1, name: 'Agents, renamed' })).toBeVisible();
  await expect(other.getByText(ZONE).first()).toBeVisible();

  const renamed = page.getByRole('row').filter({ hasText: 'Agents, renamed' });
  await renamed.getByRole('button', { name: 'Revoke…' }).click();
  const body = page.getByRole('dialog').locator('.dialog-body');
  await expect(body).toContainText('its badge stop working');
  expect(await body.evaluate((body) => body.scrollWidth - body.clientWidth), 'all of it can be read').toBe(0);
  await page.getByRole('button', { name: 'Revoke now' }).click();
  await expect(other.getByRole('heading', { name: 'This link doesn’t work' })).toBeVisible();
  await expect(other.getByText('code-review')).toHaveCount(0);
  await expect(renamed).toContainText('Revoked');
  expect(found).toEqual([]);
});

test('a passphrase is asked for, and a wrong one looks like no link', async ({ page, browser, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  const link = await make(page, gateway, '/shares/new', async () => {
    await page.getByLabel('Passphrase').fill('short');
    await page.getByRole('button', { name: 'Create link' }).click();
    await expect(page.getByText('use 8 to 200 characters').first()).toBeVisible();
    await page.getByLabel('Passphrase').fill('correct horse ä');
  });
  const other = await teammate(browser);
  await other.goto(link);
  await expect(other.getByRole('heading', { name: 'This status page needs a passphrase' })).toBeVisible();
  await other.getByLabel('Passphrase').fill('wrong horse');
  await other.getByRole('button', { name: 'Open' }).click();
  const refused = other.getByRole('heading', { name: 'This link doesn’t work' });
  await expect(refused).toBeVisible();
  await other.getByLabel('Passphrase').fill('correct horse ä');
  await other.getByRole('button', { name: 'Try again' }).click();
  await expect(row(other, 'helsinki-evals')).toBeVisible();
  await other.reload();
  await expect(row(other, 'helsinki-evals')).toBeVisible();

  const odd = await teammate(browser);
  for (const fragment of ['', '#', '#nonsense', '#:token', `#${'0'.repeat(16)}.${'0'.repeat(64)}`]) {
    await odd.goto('about:blank');
    await odd.goto(`${gateway.url}/shared${fragment}`);
    await expect(odd.getByRole('heading', { name: 'This link doesn’t work' })).toBeVisible();
    await expect(odd.getByText('Ask the person who sent it')).toBeVisible();
  }
});

test('a link ends when its time is up, and goes on when it is extended', async ({ page, browser, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  const link = await make(page, gateway, '/shares/new', async () => {
    await page.getByLabel('Works for').selectOption('1 day');
  });
  const other = await teammate(browser);
  await other.goto(link);
  await expect(row(other, 'helsinki-evals')).toBeVisible();
  await letPass(gateway, 23);
  await other.waitForTimeout(1_500);
  await expect(row(other, 'helsinki-evals'), 'an hour is left').toBeVisible();
  await letPass(gateway, 1);
  await expect(other.getByRole('heading', { name: 'This link doesn’t work' })).toBeVisible();

  await page.goto(`${gateway.url}/shares`);
  const entry = page.getByRole('row').filter({ hasText: 'All runners' });
  await expect(entry).toContainText('Expired');
  await entry.getByRole('button', { name: 'Extend…' }).click();
  await page.getByRole('button', { name: 'Extend', exact: true }).click();
  await expect(entry).not.toContainText('Expired');
  await other.getByRole('button', { name: 'Try again' }).click();
  await expect(row(other, 'helsinki-evals')).toBeVisible();
});

test('the life that is offered first is one that the operator allows', async ({ page }) => {
  const gateway = await startGateway('demo', [], ['--share-longest', '5days']);
  try {
    await signIn(page, gateway, gateway.adminToken);
    await make(page, gateway, '/shares/new', async () => {
      await expect(page.getByLabel('Works for')).toHaveValue(String(3 * 86_400));
    });
    await page.goto(`${gateway.url}/shares`);
    const entry = page.getByRole('row').filter({ hasText: 'All runners' });
    await entry.getByRole('button', { name: 'Extend…' }).click();
    await expect(page.getByLabel('Works for')).toHaveValue(String(3 * 86_400));
    await page.getByRole('button', { name: 'Extend', exact: true }).click();
    await expect(page.getByRole('dialog')).toBeHidden();
  } finally {
    await gateway.stop();
  }
});

test('a wall display survives a restart of the gateway', async ({ page, browser, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  const link = await make(page, gateway, '/shares/new');
  const wall = await teammate(browser);
  await wall.goto(link.replace('/shared#', '/shared?display=wall#'));
  await expect(wall.getByText('Live', { exact: true })).toBeVisible();
  await expect(wall.getByRole('listitem').first(), 'nobody scrolls on a wall').toContainText('Needs attention');
  await expect(wall.getByRole('button')).toHaveCount(0);
  await expect(wall.getByRole('link')).toHaveCount(0);
  await gateway.kill();
  await expect(wall.getByText('Not live: trying to connect')).toBeVisible();
  await expect(row(wall, 'helsinki-evals'), 'what was known stays').toBeVisible();
  const again = await gateway.restart();
  try {
    await expect(wall.getByText('Live', { exact: true })).toBeVisible({ timeout: 40_000 });
    const runners = servesV1Alone() ? 'v1/sandbox/managedRunners' : 'v1beta2/sandbox/managed-runners';
    await fetch(`${again.url}/${runners}/helsinki-evals`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${again.adminToken}` },
    });
    await expect(row(wall, 'helsinki-evals')).toHaveCount(0);
  } finally {
    await again.stop();
  }
});

test('a badge shows one word to pages elsewhere until it is revoked', async ({ page, browser, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await make(page, gateway, '/shares/new?runner=helsinki-evals');
  await page.getByRole('button', { name: 'Create badge' }).click();
  const address = (await page.locator('.links-link code').nth(1).textContent()) ?? '';
  const other = await teammate(browser);
  await other.setContent(`<img src="${address}" alt="status">`);
  const width = () => other.getByRole('img').evaluate((image: HTMLImageElement) => image.naturalWidth);
  await expect.poll(width).toBeGreaterThan(0);
  expect(await (await fetch(address)).text()).toContain('>working</text>');
  await page.getByRole('link', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Badge…' }).click();
  await page.getByRole('button', { name: 'Revoke the badge' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect((await fetch(address)).status).toBe(404);
});

test('a link stops when the token that made it is revoked', async ({ page, browser, remote }) => {
  await signIn(page, remote.gateway, remote.adminToken);
  const link = await make(page, remote.gateway, '/shares/new');
  const other = await teammate(browser);
  await other.goto(link);
  await expect(row(other, 'helsinki-evals')).toBeVisible();
  remote.upstream.fail('GET', /whoami/, { kind: 'status', http: 401 });
  await expect(other.getByRole('heading', { name: 'This link doesn’t work' })).toBeVisible({ timeout: 40_000 });
});

test('aliases stand for names, and what was typed survives a reload', async ({ page, browser, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  const link = await make(page, gateway, '/shares/new?runner=helsinki-evals', async () => {
    const preview = page.getByRole('region', { name: 'What your teammate sees' });
    await expect(preview.getByRole('heading', { name: 'helsinki-evals' }).last()).toBeVisible();
    await page.getByLabel('Title').fill('One of ours');
    await page.getByRole('checkbox', { name: /aliases instead of names/ }).check();
    await page.getByLabel('Alias of helsinki-evals').fill('The evaluator');
    await expect(preview.getByRole('heading', { name: 'The evaluator' })).toBeVisible();
    await page.reload();
    await expect(page.getByLabel('Title')).toHaveValue('One of ours');
    await expect(page.getByLabel('Alias of helsinki-evals')).toHaveValue('The evaluator');
  });
  const other = await teammate(browser);
  await other.goto(link);
  await expect(row(other, 'The evaluator')).toBeVisible();
  await expect(other.locator('body')).not.toContainText('helsinki');
});

test('the pages of links are accessible in light and dark', async ({ page, browser, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  const check = (page: Page) => expectSoundInBoth(page, page.url().replace(/#.*/, ''));
  await page.goto(`${gateway.url}/shares/new`);
  await expect(page.getByRole('region', { name: 'What your teammate sees' })).toContainText('helsinki-evals');
  await check(page);
  const link = await make(page, gateway, '/shares/new', async () => {
    for (const box of await page.getByRole('group', { name: 'What is shown' }).getByRole('checkbox').all()) await box.check();
  });
  await check(page);
  await page.getByRole('link', { name: 'Done' }).click();
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  await check(page);
  const other = await teammate(browser);
  for (const width of [390, 1440]) {
    await other.setViewportSize({ width, height: 860 });
    await other.goto('about:blank');
    await other.goto(link);
    await expect(row(other, 'helsinki-evals')).toBeVisible();
    await check(other);
  }
  await other.goto(`${gateway.url}/shared#nonsense`);
  await expect(other.getByRole('heading', { name: 'This link doesn’t work' })).toBeVisible();
  await check(other);
});
