// A real gateway of its own for every test: a fresh database, a free port, a fast clock.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type Gateway = {
  url: string;
  signInLink: string;
  adminToken: string;
  userToken: string;
  stop(): Promise<void>;
};

/** Starts a gateway; ends with an error that says what it printed if it does not come up. */
export async function startGateway(fleet: string, more = ['--time-scale', '10']): Promise<Gateway> {
  const binary = process.env.RUNNER_GATEWAY ?? join(import.meta.dirname, '../../target/debug/runner-gateway');
  const site = process.env.RUNNER_SITE ?? join(import.meta.dirname, '../../dist');
  const data = await mkdtemp(join(tmpdir(), 'runner-console-'));
  const options = ['--listen', '127.0.0.1:0', '--data-dir', data, '--site', site];
  const child = spawn(binary, [...options, '--fleet', fleet, ...more], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  child.stderr.on('data', (text) => (printed += text));
  await new Promise<void>((up, failed) => {
    child.stdout.on('data', (text) => {
      printed += text;
      if (/^\s+user\s+\S+/m.test(printed)) up();
    });
    child.on('exit', (code) => failed(new Error(`the gateway ended with ${code}:\n${printed}`)));
  });
  const find = (pattern: RegExp) => {
    const found = pattern.exec(printed)?.[1];
    if (!found) throw new Error(`${pattern} is not in what the gateway printed:\n${printed}`);
    return found;
  };
  const signInLink = find(/^\s+(http\S+#code=\S+)$/m);
  return {
    url: new URL(signInLink).origin,
    signInLink,
    adminToken: find(/^\s+admin\s+(\S+)/m),
    userToken: find(/^\s+user\s+(\S+)/m),
    async stop() {
      const gone = new Promise((done) => child.once('exit', done));
      child.removeAllListeners('exit');
      child.once('exit', () => {});
      child.kill('SIGKILL');
      await Promise.race([gone, new Promise((done) => child.once('close', done))]);
      await rm(data, { recursive: true, force: true });
    },
  };
}
