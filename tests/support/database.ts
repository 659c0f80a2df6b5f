// Lets time pass in a gateway's database: no test waits an hour.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Gateway } from './gateway';

const SCRIPT = `
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], timeout=10)
hours = int(sys.argv[2]) * 3600000
database.execute('UPDATE shares SET made_at = made_at - ?, ends_at = ends_at - ?', (hours, hours))
database.commit()
`;

/** Makes every link older by so many hours, as if the clock had been moved. */
export async function letPass(gateway: Gateway, hours: number) {
  const file = join(gateway.data, 'sessions.sqlite');
  await promisify(execFile)('python3', ['-c', SCRIPT, file, String(hours)]);
}
