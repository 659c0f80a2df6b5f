// The private authority of this run and a certificate of it for this machine, as PEM files that
// `cargo xtask test browser` makes.

import { join } from 'node:path';

/** The folder with the files; none where the tests are started by hand. */
export const tlsFolder = process.env.RUNNER_TLS;

export function tls() {
  if (tlsFolder === undefined) throw new Error('start these tests with `cargo xtask test browser`');
  return {
    authority: join(tlsFolder, 'authority.pem'),
    certificate: join(tlsFolder, 'certificate.pem'),
    key: join(tlsFolder, 'key.pem'),
  };
}
