// Calendars and feeds: made on the page, read by programs, revoked.

import ICAL from 'ical.js';
import type { Page } from '@playwright/test';
import { complaints, expect, signIn, test } from './support/test';

async function made(page: Page) {
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  const told = page.locator('p', { hasText: 'This address is shown only once.' });
  await expect(told).toBeFocused();
  return (await page.getByRole('region', { name: 'The address' }).locator('code').textContent()) ?? '';
}

test('a calendar is made, read by another program, and revoked', async ({ page, gateway, playwright }) => {
  const complained = complaints(page);
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/notifications`);
  await page.getByRole('link', { name: 'New calendar or feed…' }).first().click();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByLabel('Name')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('Name').fill('Production maintenance');
  // What was typed is there after a reload.
  await page.reload();
  await expect(page.getByLabel('Name')).toHaveValue('Production maintenance');
  const address = await made(page);
  expect(address).toMatch(/\.ics$/);

  const program = await playwright.request.newContext({ ignoreHTTPSErrors: true });
  const answer = await program.get(address);
  expect(answer.status()).toBe(200);
  const calendar = new ICAL.Component(ICAL.parse(await answer.text()));
  expect(calendar.getFirstPropertyValue('x-wr-calname')).toBe('Production maintenance');
  const events = calendar.getAllSubcomponents('vevent').map((event) => new ICAL.Event(event));
  expect(events.length).toBeGreaterThan(20);
  expect(new Set(events.map((event) => event.uid)).size).toBe(events.length);
  const horizon = Date.now() + 91 * 24 * 3600 * 1000;
  for (const event of events) {
    expect(event.endDate.toJSDate().getTime()).toBeGreaterThan(event.startDate.toJSDate().getTime());
    expect(event.startDate.toJSDate().getTime()).toBeLessThan(horizon);
  }
  expect(events.some((event) => event.summary.startsWith('Updates may start: '))).toBe(true);

  await page.getByRole('link', { name: 'Done' }).click();
  const feeds = page.getByRole('table', { name: 'Calendars and feeds' });
  const row = feeds.getByRole('row').filter({ hasText: 'Production maintenance' });
  await expect(row).toContainText('All runners');
  await expect(row).not.toContainText('Never');
  await row.getByRole('button', { name: 'Revoke…' }).click();
  await page.getByRole('button', { name: 'Revoke now' }).click();
  await expect(page.getByText('The address of “Production maintenance” no longer works.')).toBeVisible();
  expect((await program.get(address)).status()).toBe(404);
  await program.dispose();
  expect(complained).toEqual([]);
});

test('a feed of one runner tells what happened to it', async ({ page, gateway, playwright }) => {
  await signIn(page, gateway, gateway.adminToken);
  await page.goto(`${gateway.url}/notifications/new?runner=ord-train-a`);
  await page.getByRole('link', { name: 'New calendar or feed…' }).click();
  await expect(page.getByRole('radio', { name: /Only ord-train-a/ })).toBeChecked();
  await page.getByLabel('Name').fill('Training');
  await page.getByRole('radio', { name: /Activity feed/ }).check();
  const address = await made(page);
  const program = await playwright.request.newContext({ ignoreHTTPSErrors: true });
  const text = await (await program.get(address)).text();
  const titles = await page.evaluate((text) => {
    const feed = new DOMParser().parseFromString(text, 'application/xml');
    return [...feed.querySelectorAll('entry > title')].map((title) => title.textContent ?? '');
  }, text);
  expect(titles.length).toBeGreaterThan(0);
  for (const title of titles) expect(title).toMatch(/^ord-train-a: /);
  await program.dispose();
});
