// A proxy before a real control plane that shows some runners as not well: nothing else of its answers is changed.

import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Stretch } from './script';

export type Played = {
  url: string;
  /** From now on this runner is so, or well again. */
  set(runner: string, what: Stretch['what'] | undefined): void;
  /** Whether it answers. */
  isUp: boolean;
  stop(): Promise<void>;
};

type Runner = {
  identity?: { runnerId: string };
  connectionStatus: string;
  installStatus: string;
  lastHeartbeatAt?: string;
};

/** Starts it before the control plane at `target`. */
export async function startPlayed(target: string): Promise<Played> {
  const unwell = new Map<string, { what: Stretch['what']; since: string }>();
  const change = (runner: Runner) => {
    const now = unwell.get(runner.identity?.runnerId ?? '');
    if (now?.what === 'failed') runner.installStatus = 'RUNNER_INSTALL_STATUS_FAILED';
    if (now?.what === 'silent') {
      runner.connectionStatus = 'RUNNER_CONNECTION_STATUS_DISCONNECTED';
      runner.lastHeartbeatAt = now.since;
    }
  };
  const server = createServer((incoming, outgoing) => {
    if (!played.isUp) return outgoing.writeHead(503, { 'content-type': 'application/json' }).end('{"code": 14}');
    const headers = { ...incoming.headers, host: new URL(target).host, 'accept-encoding': 'identity' };
    const onward = request(target + incoming.url, { method: incoming.method, headers }, async (answer) => {
      const isRead = incoming.method === 'GET' && /\/managed-runners(\/[^/:]+)?(\?|$)/.test(incoming.url ?? '');
      if (!isRead || answer.statusCode !== 200) {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        return answer.pipe(outgoing);
      }
      const parts: Buffer[] = [];
      for await (const part of answer) parts.push(part);
      const body = JSON.parse(Buffer.concat(parts).toString());
      (body.runners ?? [body]).forEach(change);
      outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  const played: Played = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    isUp: true,
    set(runner, what) {
      if (what === undefined) unwell.delete(runner);
      else unwell.set(runner, { what, since: new Date().toISOString() });
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
  return played;
}
