// A real gateway of its own for every test: a fresh database, a free port, a fast clock. In the projects
// `upstream` and `upstream-v1` it stands before a second one that plays the API, and everything is spoken over TLS.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from '@playwright/test';
import { tls } from './tls';

export type Gateway = {
  url: string;
  /** The folder of what it keeps. */
  data: string;
  /** Of the process. */
  pid: number;
  /** Empty before a remote API, which alone knows tokens. */
  signInLink: string;
  adminToken: string;
  userToken: string;
  /** Ends it as a crash would; what it kept stays. */
  kill(): Promise<void>;
  /** Starts it again on the same port with what it kept. */
  restart(): Promise<Gateway>;
  /** Ends it and throws away what it kept. */
  stop(): Promise<void>;
};

/** Whether the API is another gateway, over TLS. */
export function isRemote(): boolean {
  return test.info().project.name.startsWith('upstream');
}

/** Whether the API serves v1 and nothing else. */
export function servesV1Alone(): boolean {
  return test.info().project.name.endsWith('-v1');
}

/**
 * Starts a gateway, before its own control plane or before one elsewhere: `plane` are options of the control
 * plane, `console` of the gateway that serves the page.
 */
export async function startGateway(
  fleet: string,
  plane = ['--time-scale', '10'],
  console: string[] = [],
): Promise<Gateway> {
  if (!isRemote()) return startLocal(fleet, [...plane, ...console]);
  const behind = await startLocal(fleet, plane);
  const front = await startGatewayBefore(behind.url, console);
  return before(front, behind);
}

function before(front: Gateway, behind: Gateway): Gateway {
  const { adminToken, userToken } = behind;
  return {
    ...front,
    adminToken,
    userToken,
    restart: async () => before(await front.restart(), behind),
    async stop() {
      await front.stop();
      await behind.stop();
    },
  };
}

/** Starts a gateway before its own control plane. */
export async function startLocal(fleet: string, more = ['--time-scale', '10']): Promise<Gateway> {
  const data = await mkdtemp(join(tmpdir(), 'runner-console-'));
  const served = servesV1Alone() ? ['--served', 'v1'] : [];
  return start(data, '127.0.0.1:0', ['--fleet', fleet, ...served, ...more, ...own()]);
}

/** Starts a gateway before an API elsewhere, which alone knows the tokens. */
export async function startGatewayBefore(upstream: string, more: string[] = []): Promise<Gateway> {
  const data = await mkdtemp(join(tmpdir(), 'runner-console-'));
  const trust = isRemote() ? ['--upstream-ca', tls().authority] : [];
  return start(data, '127.0.0.1:0', ['--upstream', upstream, ...trust, ...own(), ...more]);
}

/** The certificate to show, where everything is spoken over TLS. */
function own(): string[] {
  return isRemote() ? ['--tls-cert', tls().certificate, '--tls-key', tls().key] : [];
}

async function start(data: string, listen: string, options: string[]): Promise<Gateway> {
  const binary = process.env.RUNNER_GATEWAY ?? join(import.meta.dirname, '../../target/debug/runner-gateway');
  // Empty: the program has one inside.
  const site = process.env.RUNNER_SITE ?? join(import.meta.dirname, '../../dist');
  const where = site === '' ? [] : ['--site', site];
  const child = spawn(binary, ['--listen', listen, '--data-dir', data, ...where, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = new Promise<void>((done) => child.once('close', () => done()));
  let printed = '';
  child.stderr.on('data', (text) => (printed += text));
  const isUp = options[0] === '--upstream' ? /Sign in with an API token/ : /^\s+user\s+\S+/m;
  await new Promise<void>((up, failed) => {
    child.stdout.on('data', (text) => {
      printed += text;
      if (isUp.test(printed)) up();
    });
    child.once('exit', (code) => failed(new Error(`the gateway ended with ${code}:\n${printed}`)));
  });
  const find = (pattern: RegExp) => pattern.exec(printed)?.[1] ?? '';
  const url = new URL(find(/, at (https?:\S+)/)).origin;
  const kill = async () => {
    child.kill('SIGKILL');
    await gone;
  };
  return {
    url,
    pid: child.pid ?? 0,
    data,
    signInLink: find(/^\s+(http\S+#code=\S+)$/m),
    adminToken: find(/^\s+admin\s+(\S+)/m),
    userToken: find(/^\s+user\s+(\S+)/m),
    kill,
    restart: () => start(data, new URL(url).host, options),
    async stop() {
      await kill();
      await rm(data, { recursive: true, force: true });
    },
  };
}
