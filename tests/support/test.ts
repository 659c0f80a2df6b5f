// The fixtures of the browser tests.

import { test as base, expect, type APIRequestContext, type Page } from '@playwright/test';
import { translated } from './api';
import { disturb } from './disturbed';
import { startGateway, startGatewayBefore, startLocal, servesV1Alone, type Gateway } from './gateway';
import { startUpstream, type Upstream } from './upstream';

/** What a new database holds: `demo`, `empty`, or so many runners. */
type Options = { fleet: string };
type Remote = {
  /** The gateway that pages are of. */
  gateway: Gateway;
  /** The API before which it stands, and which fails as it is told. */
  upstream: Upstream;
  adminToken: string;
  userToken: string;
};
type Fixtures = { gateway: Gateway; api: APIRequestContext; remote: Remote; leftovers: void };

export const test = base.extend<Options & Fixtures, { disturbance: void }>({
  /** The browser, as the environment wants it. */
  disturbance: [
    async ({ browser }, use) => {
      disturb(browser);
      await use();
    },
    { scope: 'worker', auto: true },
  ],
  /** Pages that a test opened beside its own end with it: they would go on asking a gateway that is gone. */
  leftovers: [
    async ({ browser }, use) => {
      await use();
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    { auto: true },
  ],
  fleet: ['demo', { option: true }],
  gateway: async ({ fleet }, use) => {
    const gateway = await startGateway(fleet);
    await use(gateway);
    await gateway.stop();
  },
  /** A gateway before an API on another port. */
  remote: async ({ fleet }, use) => {
    const behind = await startLocal(fleet);
    const upstream = await startUpstream(behind.url);
    const gateway = await startGatewayBefore(upstream.url);
    await use({ gateway, upstream, adminToken: behind.adminToken, userToken: behind.userToken });
    await gateway.stop();
    await upstream.stop();
    await behind.stop();
  },
  /** The API as a script sees it, with the admin token, in v1beta2's words. */
  api: async ({ playwright, gateway }, use) => {
    const api = await playwright.request.newContext({
      baseURL: `${gateway.url}/v1beta2/sandbox/`,
      extraHTTPHeaders: { Authorization: `Bearer ${gateway.adminToken}` },
      ignoreHTTPSErrors: true,
    });
    await use(servesV1Alone() ? translated(api) : api);
    await api.dispose();
  },
});

export { expect };

/** Comes in for the first time: by the printed link where there is one. */
export async function enter(page: Page, gateway: Gateway) {
  if (gateway.signInLink === '') return signIn(page, gateway, gateway.adminToken);
  await page.goto(gateway.signInLink);
}

/** Signs in with a token, on the sign-in page. */
export async function signIn(page: Page, gateway: Gateway, token: string) {
  await page.goto(`${gateway.url}/sign-in`);
  await page.getByLabel('API token').fill(token);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Runners' })).toBeVisible();
}

/** Everything that the page complains about, but for answers that a test asks for. */
export function complaints(page: Page): string[] {
  const found: string[] = [];
  page.on('pageerror', (error) => found.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      found.push(message.text());
    }
  });
  return found;
}
