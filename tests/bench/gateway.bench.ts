// The gateway under load: what it adds to a request, how it serves files, how many pages can listen.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, get, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, expect } from '@playwright/test';
import { startGateway, startGatewayBefore } from '../support/gateway';
import { median, print } from './figures';

const RUNNER = '/v1beta2/sandbox/managed-runners/helsinki-evals';

/** Leaves a benchmark out where a program that it needs is not here. */
function needs(...programs: string[]) {
  const missing = programs.filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0);
  test.skip(missing.length > 0, `${missing.join(', ')} is not installed`);
}

/** Requests per second and median microseconds of one request, by wrk. */
function load(url: string, headers: string[] = []): { rate: number; micros: number } {
  const more = headers.flatMap((header) => ['-H', header]);
  const out = execFileSync('wrk', ['-t1', '-c16', '-d4s', '--latency', ...more, url], { encoding: 'utf8' });
  if (/Non-2xx/.test(out)) throw new Error(`not every answer of ${url} was a success:\n${out}`);
  const [, value, unit] = /50%\s+([\d.]+)(us|ms|s)/.exec(out) ?? [];
  const scale = { us: 1, ms: 1e3, s: 1e6 }[unit as 'us' | 'ms' | 's'];
  return { rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)?.[1]), micros: Number(value) * scale };
}

/** Runs two loads by turns, so that both see the same machine; the medians of three. */
function compare(a: () => ReturnType<typeof load>, b: () => ReturnType<typeof load>) {
  const rounds = [0, 1, 2].map(() => [a(), b()]);
  const of = (at: number, what: 'rate' | 'micros') => median(rounds.map((round) => round[at][what]));
  return { a: { rate: of(0, 'rate'), micros: of(0, 'micros') }, b: { rate: of(1, 'rate'), micros: of(1, 'micros') } };
}

test('gateway before an API', async () => {
  needs('wrk');
  const behind = await startGateway('demo');
  const front = await startGatewayBefore(behind.url);
  const token = [`Authorization: Bearer ${behind.adminToken}`];
  const { a, b } = compare(
    () => load(behind.url + RUNNER, token),
    () => load(front.url + RUNNER, token),
  );
  console.log('\nA read through the gateway against the same read of the API itself');
  print('requests per second, direct', a.rate, '/s');
  print('requests per second, through the gateway', b.rate, '/s');
  print('median time of a request, direct', a.micros, 'µs');
  print('median time of a request, through the gateway', b.micros, 'µs');
  print('time through the gateway to time direct', b.micros / a.micros, 'x');
  await front.stop();
  await behind.stop();
});

test('gateway serving files', async () => {
  needs('wrk', 'nginx');
  const gateway = await startGateway('empty');
  const site = join(import.meta.dirname, '../../dist');
  const folder = await mkdtemp(join(tmpdir(), 'runner-console-bench-'));
  const port = await free();
  await writeFile(
    join(folder, 'nginx.conf'),
    `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; worker_processes 2;
     events { worker_connections 512; }
     http { include /etc/nginx/mime.types; access_log off; sendfile on; keepalive_requests 1000000;
       server { listen 127.0.0.1:${port}; root ${site}; } }`,
  );
  const nginx = spawn('nginx', ['-c', join(folder, 'nginx.conf')], { stdio: 'ignore' });
  await expect.poll(() => fetch(`http://127.0.0.1:${port}/`).then((r) => r.status, () => 0)).toBe(200);
  console.log('\nThe same files from the gateway and from nginx');
  for (const name of [/^runner-console-.*\.js$/, /^runner-console-.*_bg\.wasm$/]) {
    const file = readdirSync(site).find((file) => name.test(file));
    const { a, b } = compare(
      () => load(`${gateway.url}/${file}`),
      () => load(`http://127.0.0.1:${port}/${file}`),
    );
    const kilobytes = Math.round(readFileSync(join(site, file ?? '')).length / 1e3);
    print(`requests per second, ${kilobytes} kB, gateway`, a.rate, '/s');
    print(`requests per second, ${kilobytes} kB, nginx`, b.rate, '/s');
    print('gateway to nginx', a.rate / b.rate, 'x');
  }
  nginx.kill();
  await gateway.stop();
  await rm(folder, { recursive: true, force: true });
});

test('gateway with 5,000 open event streams', async ({ playwright }) => {
  const streams = 5_000;
  const behind = await startGateway('demo', ['--time-scale', '1']);
  const api = await playwright.request.newContext({
    baseURL: `${behind.url}/v1beta2/sandbox/`,
    extraHTTPHeaders: { Authorization: `Bearer ${behind.adminToken}` },
  });
  const before = resident(behind.pid);
  const agent = new Agent({ maxSockets: Infinity, keepAlive: true });
  // As browsers do; events of one change are too short to be compressed, and can be read here.
  const headers = { authorization: `Bearer ${behind.adminToken}`, 'accept-encoding': 'gzip' };
  let waited: { value: string; left: number; done: () => void } | undefined;
  const open: IncomingMessage[] = [];
  for (let at = 0; at < streams; at += 100) {
    const some = Array.from({ length: 100 }, () => {
      return new Promise<IncomingMessage>((up, failed) => {
        get(`${behind.url}/console/events`, { agent, headers }, up).on('error', failed);
      });
    });
    for (const stream of await Promise.all(some)) {
      if (stream.statusCode !== 200) throw new Error(`a stream was answered ${stream.statusCode}`);
      stream.on('data', (part: Buffer) => {
        if (waited !== undefined && part.includes(waited.value)) {
          waited.left -= 1;
          if (waited.left === 0) waited.done();
        }
      });
      open.push(stream);
    }
  }
  await new Promise((done) => setTimeout(done, 3_000));
  const held = (resident(behind.pid) - before) / streams;
  const times = [];
  for (let turn = 0; turn < 10; turn++) {
    const value = `bench-group-${turn}`;
    const all = new Promise<void>((done) => (waited = { value, left: streams, done }));
    const start = performance.now();
    await api.patch('managed-runners/helsinki-evals', {
      data: { runner: { identity: { runnerGroupId: value } }, updateMask: 'identity.runnerGroupId' },
    });
    await all;
    times.push(performance.now() - start);
    await new Promise((done) => setTimeout(done, Math.max(0, 1_000 - (performance.now() - start))));
  }
  console.log(`\n${streams} open event streams, one change per second`);
  print('from the write to the last client, median of 10', median(times), 'ms');
  print('from the write to the last client, longest', Math.max(...times), 'ms');
  print('memory of the gateway per stream', held / 1024, 'KiB');
  open.forEach((stream) => stream.destroy());
  agent.destroy();
  await api.dispose();
  await behind.stop();
});

/** Resident memory of a process, in bytes. */
function resident(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

/** A port that nothing listens on. */
async function free(): Promise<number> {
  const server = createServer();
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
