// Every page, light and dark, wide and narrow: nothing sticks out, nothing is unreachable, text is text.

import AxeBuilder from '@axe-core/playwright';
import { complaints, expect, signIn, test } from './support/test';

const PAGES = [
  ['/', 'Runners'],
  ['/runners/ord-train-a', 'ord-train-a'],
  ['/runners/helsinki-evals/configuration', 'helsinki-evals'],
  ['/runners/helsinki-evals/maintenance', 'helsinki-evals'],
  ['/runners/helsinki-evals/history', 'helsinki-evals'],
  ['/runners/helsinki-evals/yaml', 'helsinki-evals'],
  ['/runners/new', 'Create runner'],
  ['/runners/new/profiles', 'Create runner'],
  ['/runners/new/maintenance', 'Create runner'],
  ['/runners/new/placement', 'Create runner'],
  ['/runners/new/review', 'Create runner'],
  ['/clusters', 'Clusters'],
  ['/profiles', 'Profiles'],
  ['/profiles/new', 'Create profile'],
  ['/settings', 'Settings'],
] as const;

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1380, 390]) {
    test(`pages are sound in ${colorScheme} at ${width} pixels`, async ({ browser, gateway }) => {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 860 } });
      const page = await context.newPage();
      const complained = complaints(page);
      await signIn(page, gateway, gateway.adminToken);
      for (const [path, heading] of PAGES) {
        await page.goto(gateway.url + path);
        await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(overflow, `${path} is wider than the window`).toBeLessThanOrEqual(0);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => `${path}: ${id} ${nodes[0]?.html}`)).toEqual([]);
      }
      expect(complained).toEqual([]);
      await context.close();
    });
  }
}

test('markup in a name is shown as it is spelled', async ({ page, gateway, api }) => {
  const hostile = '<img src=x onerror=alert(1)>';
  const profiles = await (await api.get('profile-templates')).json();
  const created = await api.post('managed-runners', {
    data: {
      runnerId: 'hostile',
      runner: {
        displayName: hostile,
        identity: { zone: 'us-east-08b', clusterName: 'free-01' },
        profileBindings: [{ profileTemplateId: profiles.profileTemplates[0].id, isDefault: true }],
      },
    },
  });
  expect(created.status()).toBe(200);
  await signIn(page, gateway, gateway.adminToken);
  await expect(page.getByText(hostile).first()).toBeVisible();
});
