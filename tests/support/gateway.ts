// A real gateway of its own for every test: a fresh database, a free port, a fast clock.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Gateway = {
  url: string;
  /** The folder of what it keeps. */
  data: string;
  /** Of the process. */
  pid: number;
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

/** Starts a gateway before its own control plane. */
export async function startGateway(fleet: string, more = ['--time-scale', '10']): Promise<Gateway> {
  const data = await mkdtemp(join(tmpdir(), 'runner-console-'));
  return start(data, '127.0.0.1:0', ['--fleet', fleet, ...more]);
}

/** Starts a gateway before an API elsewhere, which alone knows the tokens. */
export async function startGatewayBefore(upstream: string, more: string[] = []): Promise<Gateway> {
  const data = await mkdtemp(join(tmpdir(), 'runner-console-'));
  return start(data, '127.0.0.1:0', ['--upstream', upstream, ...more]);
}

async function start(data: string, listen: string, options: string[]): Promise<Gateway> {
  const binary = process.env.RUNNER_GATEWAY ?? join(import.meta.dirname, '../../target/debug/runner-gateway');
  const site = process.env.RUNNER_SITE ?? join(import.meta.dirname, '../../dist');
  const child = spawn(binary, ['--listen', listen, '--data-dir', data, '--site', site, ...options], {
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
  const url = new URL(find(/, at (http:\S+)/)).origin;
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
