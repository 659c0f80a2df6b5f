// Who may do what: a wrong token, a used link, a token that only reads, a session that ends in mid-work.

import { write } from './support/code';
import { expect, signIn, test } from './support/test';

test('a wrong token is refused and can be corrected', async ({ page, gateway }) => {
  await page.goto(`${gateway.url}/sign-in`);
  await page.getByLabel('API token').fill('CW-SECRET-wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('This token is not accepted.')).toBeVisible();
  expect(page.url()).not.toContain('CW-SECRET');
  await signIn(page, gateway, gateway.adminToken);
});

test('the printed link works once', async ({ page, browser, gateway }) => {
  test.skip(gateway.signInLink === '', 'before a remote API there is none');
  await page.goto(gateway.signInLink);
  await expect(page.getByRole('heading', { level: 1, name: 'Runners' })).toBeVisible();
  const other = await (await browser.newContext()).newPage();
  await other.goto(gateway.signInLink);
  await expect(other.getByRole('alert').first()).toBeVisible();
  await expect(other.getByLabel('API token')).toBeVisible();
});

test('a token without rights reads everything and is told why it cannot write', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.userToken);
  await page.getByRole('link', { name: /helsinki-evals/ }).first().click();
  const remove = page.getByRole('button', { name: 'Delete…' });
  await expect(remove).toBeDisabled();
  await remove.hover();
  await expect(page.getByRole('tooltip')).toContainText('SANDBOX_ADMIN');
});

test('a session that ends in mid-work is taken up again where it was', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.getByRole('main').getByRole('link', { name: 'Create runner' }).click();
  await page.getByRole('radio', { name: /free-01/ }).check();
  await page.getByRole('link', { name: 'Skip to review' }).click();
  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Create runner' }).click();
  const again = page.getByRole('dialog', { name: 'Your session ended' });
  await again.getByLabel('API token').fill(gateway.adminToken);
  await again.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'free-01' })).toBeVisible();
});

test('one browser holds several accounts, and every tab shows one', async ({ page, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  const other = await page.context().newPage();
  await other.goto(`${gateway.url}/runners/new/review`);
  await expect(other.getByRole('heading', { level: 1 })).toBeVisible();
  await write(other.getByRole('textbox', { name: /The runner as YAML/ }), 'runner_id: kept-for-the-admin\n');

  const side = page.locator('#side');
  await side.getByRole('button', { name: 'Another organization…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Sign in to another organization' });
  await dialog.getByLabel('API token').fill(gateway.userToken);
  await dialog.getByRole('button', { name: 'Sign in' }).click();
  await expect(side.getByText('Sandbox User')).toBeVisible();
  // It stands where one looks before deleting, at every width.
  const organization = page.getByRole('banner').getByText('acme-research');
  await expect(organization).toBeVisible();
  await page.setViewportSize({ width: 390, height: 800 });
  await expect(organization).toBeVisible();
  await page.setViewportSize({ width: 1380, height: 860 });

  // The other tab is the admin's and stays that: it waits, and says so, rather than act for somebody else.
  const said = other.getByRole('alert').filter({ hasText: 'Another tab of this browser has switched' });
  await expect(said).toBeVisible();
  await expect(other.locator('#side').getByText('Sandbox Admin')).toBeVisible();
  await expect(other.locator('#side').getByText('Not live')).toBeVisible();
  expect(new URL(other.url()).pathname, 'where it was').toBe('/runners/new/review');
  await other.goto(`${gateway.url}/runners/new/review`);
  await expect(other.getByText('kept-for-the-admin')).toHaveCount(0);
  await expect(other.getByRole('alert').filter({ hasText: 'This tab is' })).toBeVisible();

  await side.getByRole('button', { name: /^Switch to/ }).click();
  await expect(side.getByText('Sandbox Admin')).toBeVisible();
  // What was loaded as the user's waits, until it is wanted as such again.
  await expect(said).toBeVisible();
  await other.getByRole('button', { name: /^Open / }).click();
  await expect(other.locator('#side').getByText('Sandbox Admin')).toBeVisible();
  await other.goto(`${gateway.url}/runners/new/review`);
  await expect(other.getByText('kept-for-the-admin').first()).toBeVisible();

  await side.getByRole('button', { name: 'Sign out of this one' }).click();
  await expect(side.getByText('Sandbox User')).toBeVisible();
  await expect(side.getByRole('button', { name: /^Switch to/ })).toHaveCount(0);
  await side.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByLabel('API token')).toBeVisible();
});

test('a person ends a session of theirs elsewhere', async ({ page, browser, gateway }) => {
  await signIn(page, gateway, gateway.adminToken);
  const elsewhere = await (await browser.newContext()).newPage();
  await signIn(elsewhere, gateway, gateway.adminToken);
  await page.locator('#side').getByRole('link', { name: 'Settings' }).click();
  const sessions = page.getByRole('region', { name: 'My sessions' });
  await expect(sessions.getByRole('listitem')).toHaveCount(2);
  await expect(sessions.getByText('This browser')).toHaveCount(1);
  await expect(sessions.getByRole('listitem').first()).toContainText('127.0.0.1');
  await sessions.getByRole('button', { name: /^Sign out of/ }).click();
  await expect(sessions.getByRole('listitem')).toHaveCount(1);
  await expect(elsewhere.getByRole('dialog', { name: 'Your session ended' })).toBeVisible();
});
