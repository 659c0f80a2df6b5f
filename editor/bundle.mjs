// Makes dist/editor.js of main.js. Trunk calls it before each build of the site.

import { existsSync } from 'node:fs';
import { join } from 'node:path';

const here = import.meta.dirname;
if (!existsSync(join(here, 'node_modules', 'esbuild'))) {
  console.error('The packages of editor/ are missing: `npm ci` in that folder, or `cargo xtask build`.');
  process.exit(1);
}
const { build } = await import('esbuild');
await build({
  entryPoints: [join(here, 'main.js')],
  outfile: join(here, 'dist', 'editor.js'),
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  legalComments: 'none',
  logLevel: 'warning',
});
