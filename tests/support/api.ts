// The API as a script sees it. Tests write in v1beta2's words; where that is not served, the same is asked for in v1's,
// and answered in v1beta2's, so that a test need not know before which API it runs.

import type { APIRequestContext } from '@playwright/test';

const OLD = 'managed-runners';
const NEW = '/v1/sandbox/managedRunners';

/** What of an answer tests look at. */
type Answer = { status(): number; ok(): boolean; json(): Promise<any>; text(): Promise<string> };
type Sent = { data?: any };

/** A client that speaks v1 in the place of v1beta2. */
export function translated(api: APIRequestContext): APIRequestContext {
  const answered = (answer: Answer): Answer => ({
    status: () => answer.status(),
    ok: () => answer.ok(),
    text: () => answer.text(),
    json: async () => old(await answer.json()),
  });
  const client = {
    get: async (path: string) => answered(await api.get(address(path))),
    delete: async (path: string) => answered(await api.delete(`${address(path)}?allowMissing=true`)),
    async patch(path: string, { data }: Sent = {}) {
      const mask = String(data.updateMask).split(',').map(snake).join(',');
      return answered(await api.patch(`${address(path)}?updateMask=${mask}`, { data: young(data.runner) }));
    },
    async post(path: string, { data }: Sent = {}) {
      const [, id] = /^managed-runners\/([^/]+)\/apply-update$/.exec(path) ?? [];
      if (id !== undefined) return answered(await api.post(`${NEW}/${id}:applyAvailableUpdate`));
      const { runnerId, runner } = data;
      const { clusterName, ...identity } = runner.identity;
      identity.clusterId ??= await cluster(api, clusterName);
      const body = { ...young(runner), identity: { ...identity, runnerId } };
      delete body.profileBindings;
      return answered(await api.post(`${address(path)}?requestId=${runnerId}-${Date.now()}`, { data: body }));
    },
    dispose: () => api.dispose(),
  };
  return client as unknown as APIRequestContext;
}

function address(path: string): string {
  if (!path.startsWith(OLD)) throw new Error(`v1 has no ${path}: give this test a position with v1beta2`);
  return NEW + path.slice(OLD.length);
}

async function cluster(api: APIRequestContext, name: string): Promise<string> {
  const { items } = await (await api.get('/v1beta1/cks/clusters')).json();
  return items.find((item: { name: string }) => item.name === name).id;
}

const NAMES = [
  ['spec', 'managedSpec'],
  ['createTime', 'createdAt'],
  ['updateTime', 'updatedAt'],
  ['lastHeartbeatTime', 'lastHeartbeatAt'],
  ['managedRunners', 'runners'],
] as const;

/** A document in v1beta2's names. */
function old(document: any): any {
  const renamed = Object.fromEntries(
    Object.entries(document).map(([key, value]) => [NAMES.find(([name]) => name === key)?.[1] ?? key, value]),
  );
  return Array.isArray(renamed.runners) ? { ...renamed, runners: renamed.runners.map(old) } : renamed;
}

/** A document in v1's names. */
function young(document: any): any {
  return Object.fromEntries(
    Object.entries(document).map(([key, value]) => [NAMES.find(([, name]) => name === key)?.[0] ?? key, value]),
  );
}

function snake(path: string): string {
  return path.replace(/^managedSpec/, 'spec').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
