import fs, { readFileSync } from 'node:fs';
import { registerHooks, syncBuiltinESMExports } from 'node:module';
import { join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Loaded before the tests by check-rules.ts: the file that ANJIE_TEST_WITHOUT names (from the root) reads as the file that
 * ANJIE_TEST_INSTEAD names, whether it is read as data or loaded as code. Nothing in the project is written.
 */
const root = join(import.meta.dirname, '..');
const file = join(root, process.env.ANJIE_TEST_WITHOUT!.replaceAll('/', sep));
const content = readFileSync(process.env.ANJIE_TEST_INSTEAD!, 'utf8');
const url = pathToFileURL(file).href;

const read = fs.readFileSync;
const readInstead = (path: fs.PathOrFileDescriptor, options: BufferEncoding) => (path === file ? content : read(path, options));
fs.readFileSync = readInstead as typeof read;
syncBuiltinESMExports();
registerHooks({
  load: (asked, context, next) =>
    asked === url ? { format: 'module-typescript', source: content, shortCircuit: true } : next(asked, context),
});
