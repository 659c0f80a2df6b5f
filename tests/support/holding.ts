// A proxy that passes the headers of event streams and holds their bodies back until it is told not to.

import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import * as https from 'node:https';
import type { AddressInfo } from 'node:net';

export type Holding = {
  url: string;
  /** From now on streams pass, those that are opened next. */
  release(): void;
  stop(): Promise<void>;
};

/** Starts one before the gateway at `target`. */
export async function startHolding(target: string): Promise<Holding> {
  let holds = true;
  const serve = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const ask = target.startsWith('https:') ? (https.request as typeof request) : request;
    const { method, headers } = incoming;
    const onward = ask(target + incoming.url, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      const isStream = String(answer.headers['content-type']).startsWith('text/event-stream');
      if (isStream && holds) {
        outgoing.flushHeaders();
        answer.resume();
      } else {
        answer.pipe(outgoing);
      }
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  };
  const server = createServer(serve);
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    release() {
      holds = false;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
