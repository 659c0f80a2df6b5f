// A wall display hears of its runners for weeks: what that leaves behind in the browser.

import { readFile } from 'node:fs/promises';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { startGateway } from '../support/gateway';
import { print } from './figures';

/** Updates until what is made once is made, and in all. At one in three seconds the rest is two days. */
const FIRST = 5_000;
const ALL = 60_000;
/** Updates of one stream; then it breaks and the page comes back. */
const STREAM = 2_000;

test('wall display that stays', async ({ browser }) => {
  test.setTimeout(600_000);
  const gateway = await startGateway('demo', ['--time-scale', '1']);
  const made = await fetch(`${gateway.url}/console/shares`, {
    method: 'POST',
    headers: { authorization: `Bearer ${gateway.adminToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ terms: { title: 'All', selection: { matching: {} }, shows: { history: true } }, lifetime: 3600 }),
  });
  const { link } = (await made.json()) as { link: string };
  const target = new URL(gateway.url);
  const secret = { authorization: `Share ${new URL(link).hash.slice(1)}` };
  const page = (await (await fetch(`${gateway.url}/console/shared`, { headers: secret })).json()) as {
    runners: { key: string }[];
  };

  let [sent, allowed, streams] = [0, FIRST, 0];
  const stream = async (answer: ServerResponse) => {
    streams += 1;
    answer.writeHead(200, { 'content-type': 'text/event-stream' });
    answer.write(`event: page\ndata: ${JSON.stringify({ ...page, now: Date.now() })}\n\n`);
    for (let told = 0; told < STREAM && !answer.destroyed; ) {
      if (sent < allowed) {
        [sent, told] = [sent + 1, told + 1];
        const [asOf, now] = [Date.now(), Date.now()];
        const heard = page.runners.map(({ key }) => [key, now - (sent % 9_000)]);
        answer.write(`event: update\ndata: ${JSON.stringify({ asOf, now, live: true, heard })}\n\n`);
      }
      // A moment each, as they are in truth: the page draws every one of them.
      await new Promise((done) => setTimeout(done, sent < allowed ? 2 : 50));
    }
    answer.destroy();
  };
  const pass = (asked: IncomingMessage, answer: ServerResponse) => {
    const { method, url: path, headers } = asked;
    const onward = request({ host: target.hostname, port: target.port, method, path, headers }, (from) => {
      answer.writeHead(from.statusCode ?? 502, from.headers);
      from.pipe(answer);
    });
    asked.pipe(onward);
  };
  const server = createServer((asked, answer) => {
    if (asked.url?.startsWith('/console/shared/events')) void stream(answer);
    else pass(asked, answer);
  });
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const wall = await browser.newPage();
  await wall.goto(link.replace(gateway.url, url).replace('/shared#', '/shared?display=wall#'));
  const system = await browser.newBrowserCDPSession();
  const tab = await wall.context().newCDPSession(wall);
  await tab.send('Performance.enable');
  /** Memory of the tab's process that no other shares, and nodes of its document. */
  const weigh = async () => {
    await expect.poll(() => sent, { timeout: 300_000 }).toBe(allowed);
    await wall.waitForTimeout(2_000);
    for (let turn = 0; turn < 3; turn++) await tab.send('HeapProfiler.collectGarbage');
    const { processInfo } = await system.send('SystemInfo.getProcessInfo');
    const sizes = processInfo
      .filter(({ type }) => type === 'renderer')
      .map(async ({ id }) => Number(/RssAnon:\s+(\d+) kB/.exec(await readFile(`/proc/${id}/status`, 'utf8'))?.[1]));
    const { metrics } = await tab.send('Performance.getMetrics');
    const metric = (name: string) => metrics.find((one) => one.name === name)?.value ?? NaN;
    return {
      process: Math.max(...(await Promise.all(sizes))) / 1024,
      heap: metric('JSHeapUsedSize') / 1024 / 1024,
      nodes: metric('Nodes'),
    };
  };
  try {
    const before = await weigh();
    allowed = ALL;
    const after = await weigh();
    await expect(wall.getByText('All', { exact: true })).toBeVisible();
    console.log(`\nA wall display with ${page.runners.length} runners, after ${FIRST} and ${ALL} updates, ${streams} streams`);
    print('memory of the tab, before', before.process, 'MiB');
    print('memory of the tab, after', after.process, 'MiB');
    print('after to before', after.process / before.process, 'x', 1.2);
    print("script's heap, after to before", after.heap / before.heap, 'x', 1.2);
    print('nodes, after to before', after.nodes / before.nodes, 'x', 1.2);
  } finally {
    server.closeAllConnections();
    server.close();
    await wall.close();
    await gateway.stop();
  }
});
