// The page of a policy, and policies as a script sees them.

import type { APIRequestContext, Page } from '@playwright/test';
import { read, write } from './code';
import { expect } from './test';

/** The runner that policies are tried on. */
export const ID = 'helsinki-evals';
export const editor = (page: Page) => page.getByRole('textbox', { name: 'The policy as YAML or JSON' });
export const sent = (page: Page) => page.getByRole('region', { name: 'What will be sent' });
export const trial = (page: Page) => page.getByRole('region', { name: 'Would it run?' });
export const send = (page: Page) => page.getByRole('button', { name: 'Send', exact: true });

/** The policies as v1 has them, for a script. */
export async function policies(playwright: { request: { newContext(options: object): Promise<APIRequestContext> } }, url: string, token: string) {
  const api = await playwright.request.newContext({
    extraHTTPHeaders: { Authorization: `Bearer ${token}` },
    ignoreHTTPSErrors: true,
  });
  const address = (id: string) => `${url}/v1/sandbox/managedRunners/${id}`;
  const get = async (id = ID) => (await api.get(address(id))).json();
  return {
    get,
    async put(policy: object, id = ID) {
      const { etag } = await get(id);
      const answer = await api.patch(`${address(id)}?updateMask=policy`, { data: { policy, etag } });
      expect(answer.status()).toBe(200);
    },
    async remove(id = ID) {
      await api.delete(`${address(id)}?allowMissing=true`);
    },
  };
}

export async function open(page: Page, url: string, id = ID) {
  await page.goto(`${url}/runners/${id}/policy/edit`);
  await expect(editor(page)).toBeVisible();
}

export async function type(page: Page, text: string) {
  await write(editor(page), text);
}

export async function textOf(page: Page) {
  return read(editor(page));
}
