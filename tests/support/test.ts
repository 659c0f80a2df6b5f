// The fixtures of the browser tests.

import { test as base, expect, type APIRequestContext, type Page } from '@playwright/test';
import { startGateway, type Gateway } from './gateway';

type Options = { fleet: 'demo' | 'empty' };
type Fixtures = { gateway: Gateway; api: APIRequestContext };

export const test = base.extend<Options & Fixtures>({
  fleet: ['demo', { option: true }],
  gateway: async ({ fleet }, use) => {
    const gateway = await startGateway(fleet);
    await use(gateway);
    await gateway.stop();
  },
  /** The API as a script sees it, with the admin token. */
  api: async ({ playwright, gateway }, use) => {
    const api = await playwright.request.newContext({
      baseURL: `${gateway.url}/v1beta2/sandbox/`,
      extraHTTPHeaders: { Authorization: `Bearer ${gateway.adminToken}` },
    });
    await use(api);
    await api.dispose();
  },
});

export { expect };

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
