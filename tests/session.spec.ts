// Who may do what: a wrong token, a used link, a token that only reads, a session that ends in mid-work.

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
