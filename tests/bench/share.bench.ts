// A link with many viewers, and the teammate's page on a phone.

import { readFile } from 'node:fs/promises';
import { Agent, get, type ClientRequest } from 'node:http';
import { chromium, expect, test } from '@playwright/test';
import lighthouse, { type Result } from 'lighthouse';
import { startGateway, startGatewayBefore, type Gateway } from '../support/gateway';
import { startUpstream } from '../support/upstream';
import { print } from './figures';

const VIEWERS = 2_000;
/** How long the API's requests are counted, in milliseconds: two idle rounds. */
const COUNTED = 30_000;

const CATEGORIES = ['performance', 'accessibility', 'best-practices'];
/** Odd, so that one of them is in the middle. */
const RUNS = 3;

/** Makes a link to every runner that shows everything, as a script. */
async function share(gateway: Gateway, token: string) {
  const answer = await fetch(`${gateway.url}/console/shares`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      terms: {
        title: 'All',
        selection: { matching: {} },
        shows: { errors: true, places: true, history: true, versions: true },
      },
      lifetime: 3600,
    }),
  });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { link: string }).link;
}

/** Memory of a process that no other shares, in bytes. */
async function memory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/RssAnon:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

test('share link with 2000 viewers', async () => {
  test.setTimeout(300_000);
  const behind = await startGateway('demo', ['--time-scale', '1']);
  const upstream = await startUpstream(behind.url);
  const gateway = await startGatewayBefore(upstream.url);
  const viewers: ClientRequest[] = [];
  try {
    await fetch(`${gateway.url}/console/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: behind.adminToken }),
    });
    const link = await share(gateway, behind.adminToken);
    const agent = new Agent({ maxSockets: Infinity });
    const headers = { authorization: `Share ${new URL(link).hash.slice(1)}`, 'accept-encoding': 'gzip' };
    const open = () =>
      new Promise<void>((opened, failed) => {
        const request = get(`${gateway.url}/console/shared/events`, { agent, headers }, (answer) => {
          if (answer.statusCode !== 200) return failed(new Error(`${answer.statusCode}`));
          answer.once('data', () => opened());
          answer.on('error', () => {});
        });
        request.on('error', failed);
        viewers.push(request);
      });
    const asked = async () => {
      const before = upstream.asked.length;
      await new Promise((done) => setTimeout(done, COUNTED));
      return upstream.asked.length - before;
    };
    // The first hundred warm up what there is once.
    for (let count = 0; count < 100; count++) await open();
    const [few, before] = [await asked(), await memory(gateway.pid)];
    for (let count = 0; count < VIEWERS; count += 50) await Promise.all(Array.from({ length: 50 }, open));
    const many = await asked();
    const after = await memory(gateway.pid);
    console.log(`\n${VIEWERS} viewers of a link`);
    print('requests to the API in 30 s, 100 viewers', few, '');
    print('requests to the API in 30 s, 2100 viewers', many, '', few + 2);
    print('memory of the gateway for each viewer', (after - before) / VIEWERS / 1024, 'KiB', 64);
  } finally {
    for (const viewer of viewers) viewer.destroy();
    await gateway.stop();
    await upstream.stop();
    await behind.stop();
  }
});

test('share page on a phone', async () => {
  test.setTimeout(180_000);
  const gateway = await startGateway('demo', ['--time-scale', '1']);
  const port = 23_000 + (process.pid % 900);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', `--remote-debugging-port=${port}`],
  });
  try {
    const link = await share(gateway, gateway.adminToken);
    const runs: Result[] = [];
    while (runs.length < RUNS) {
      const result = await lighthouse(link, { port, onlyCategories: CATEGORIES, output: 'json', logLevel: 'error' });
      // Now and then Lighthouse misses the start of a page that is as quick as this.
      if (result?.lhr.runtimeError === undefined) runs.push(result!.lhr);
    }
    const median = (of: (run: Result) => number) => runs.map(of).sort((a, b) => a - b)[(RUNS - 1) / 2]!;
    console.log(`\nthe teammate's page, Lighthouse with its mobile preset, median of ${RUNS}`);
    for (const name of CATEGORIES) {
      print(name, median((run) => run.categories[name]?.score ?? 0) * 100, 'of 100', 95);
    }
    const audit = (name: string) => median((run) => run.audits[name]?.numericValue ?? NaN);
    print('first load', audit('total-byte-weight') / 1000, 'KB', 300);
    print('first contentful paint, slow 4G', audit('first-contentful-paint') / 1000, 's');
    print('largest contentful paint, slow 4G', audit('largest-contentful-paint') / 1000, 's');
  } finally {
    await browser.close();
    await gateway.stop();
  }
});
