import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tar } from './tar.ts';

const FOLDER = join(import.meta.dirname, '../../../reference-his');
const NAME = 'anjie-reference-his';

/**
 * The reference HIS as a .tar.gz: its README, its package.json and its sources without tests. It needs Node and nothing else.
 * @throws where the sources are not beside the bed
 */
export function referenceClient(): Buffer {
  const sources = readdirSync(join(FOLDER, 'src')).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  const paths = ['README.md', 'package.json', ...sources.sort().map((name) => `src/${name}`)];
  return gzipSync(tar(paths.map((path) => ({ name: `${NAME}/${path}`, content: readFileSync(join(FOLDER, path)) }))));
}
