// A receiver of webhooks: it keeps what comes, and takes it.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message as it came; `data` is what it says. */
export type Received = { id: string; type: string; data: { title: string; silence: string; silenceLink: string } };

export type Receiver = {
  url: string;
  received: Received[];
  stop(): Promise<void>;
};

/** Starts a receiver on a free port. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part);
    const { type, data } = JSON.parse(Buffer.concat(parts).toString());
    received.push({ id: String(incoming.headers['webhook-id']), type, data });
    outgoing.writeHead(204).end();
  });
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
