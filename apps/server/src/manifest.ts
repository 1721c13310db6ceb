import { join } from 'node:path';
import { manifestChecker, manifestPlace, writeManifest } from './ground/manifest.ts';

/** `manifest`: writes or checks the signed manifest of this program's files (NX-附3.2-5a). Arguments: write | check, the data folder. Prints JSON. */
const ROOT = join(import.meta.dirname, '../../..');

async function main(): Promise<unknown> {
  const [act, data] = process.argv.slice(2);
  if ((act !== 'write' && act !== 'check') || data === undefined) throw new Error('manifest write|check DATA');
  const place = manifestPlace(ROOT, data);
  return act === 'write' ? { files: await writeManifest(place, new Date()) } : manifestChecker(place)();
}

main().then(
  (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`),
  (error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  },
);
