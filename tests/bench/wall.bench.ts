// A wall display hears of its runners for weeks: what that leaves behind in the browser.

import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startGateway } from '../support/gateway';
import { print } from './figures';

/** Updates until what is made once is made, and in all. At one in three seconds the rest is two days. */
const FIRST = 5_000;
const ALL = 60_000;
/** Updates of one stream; then it breaks and the page comes back. */
const STREAM = 2_000;

/** What a file of a process says; empty if the process is gone. */
function proc(id: number, file: string): string {
  try {
    return readFileSync(`/proc/${id}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** Memory of a browser's largest tab that no other process shares, in kB. */
function tabOf(browser: number): number {
  const all = readdirSync('/proc').map(Number).filter(Number.isInteger);
  const parent = new Map(all.map((id) => [id, Number(/PPid:\s+(\d+)/.exec(proc(id, 'status'))?.[1])]));
  const isOfIt = (id: number | undefined): boolean => id === browser || (!!id && isOfIt(parent.get(id)));
  const tabs = all.filter((id) => isOfIt(id) && proc(id, 'cmdline').includes('--type=renderer'));
  return Math.max(...tabs.map((id) => Number(/RssAnon:\s+(\d+) kB/.exec(proc(id, 'status'))?.[1] ?? 0)));
}

test('wall display that stays', async () => {
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

  // Without a debugger, which would keep every answer.
  const profile = await mkdtemp(join(tmpdir(), 'runner-console-wall-'));
  const wall = spawn(
    process.env.CHROMIUM ?? '/usr/bin/chromium',
    [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
      ...['--disable-background-networking', '--disable-component-update', `--user-data-dir=${profile}`],
      link.replace(gateway.url, url).replace('/shared#', '/shared?display=wall#'),
    ],
    { stdio: 'ignore' },
  );
  const weigh = async () => {
    await expect.poll(() => sent, { timeout: 500_000 }).toBe(allowed);
    await new Promise((done) => setTimeout(done, 5_000));
    return tabOf(wall.pid!) / 1024;
  };
  try {
    const before = await weigh();
    allowed = ALL;
    const after = await weigh();
    console.log(`\nA wall display with ${page.runners.length} runners, after ${FIRST} and ${ALL} updates, ${streams} streams`);
    print('memory of the tab, before', before, 'MiB');
    print('memory of the tab, after', after, 'MiB');
    print('after to before', after / before, 'x', 1.2);
  } finally {
    wall.kill();
    server.closeAllConnections();
    server.close();
    await gateway.stop();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
});
