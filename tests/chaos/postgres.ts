// The PostgreSQL server that the gateways keep their state in, to be killed. Who started it starts it again.

import { readFileSync } from 'node:fs';

export type Postgres = {
  /** As `--database` takes it. */
  address: string;
  /** Ends it as a power cut would. */
  kill(): void;
};

/** The server that `cargo xtask chaos` tells of, where there is one. */
export function postgres(): Postgres | undefined {
  const { CHAOS_POSTGRES: address, CHAOS_POSTGRES_PROCESS: file } = process.env;
  if (address === undefined || file === undefined) return undefined;
  return {
    address,
    // SIGQUIT: every connection is cut, nothing is put in order.
    kill: () => void process.kill(Number(readFileSync(file, 'utf8').split('\n')[0]), 'SIGQUIT'),
  };
}
