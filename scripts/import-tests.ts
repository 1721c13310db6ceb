import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Runs the test files given in this process. One that cannot be read fails by its name: `--test-isolation=none` would pass over it. */
for (const file of process.argv.slice(2)) {
  try {
    await import(pathToFileURL(resolve(file)).href);
  } catch (error) {
    process.stdout.write(`${JSON.stringify(`${file}: ${(error as Error).message}`)}\n`);
    process.exitCode = 1;
  }
}
