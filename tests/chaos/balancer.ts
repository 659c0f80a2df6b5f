// A balancer as it stands before several gateways: each connection goes to the next one that answers.

import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export type Balancer = { url: string; stop(): Promise<void> };

/** Starts a balancer before these addresses. */
export async function startBalancer(targets: string[]): Promise<Balancer> {
  const hosts = targets.map((target) => new URL(target));
  let turn = 0;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    open.add(client);
    client.on('close', () => open.delete(client));
    client.on('error', () => client.destroy());
    const attempt = (left: number) => {
      const host = hosts[turn++ % hosts.length];
      const onward = connect(Number(host.port), host.hostname);
      onward.once('connect', () => {
        onward.removeAllListeners('error');
        onward.on('error', () => client.destroy());
        onward.on('close', () => client.destroy());
        client.on('close', () => onward.destroy());
        client.pipe(onward).pipe(client);
      });
      onward.once('error', () => (left > 1 ? attempt(left - 1) : client.destroy()));
    };
    attempt(hosts.length);
  });
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      open.forEach((socket) => socket.destroy());
      await new Promise((done) => server.close(done));
    },
  };
}
