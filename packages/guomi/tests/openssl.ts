import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The independent check of this package: OpenSSL's command line in a folder of its own, where a test leaves and takes files by name. */
export interface Openssl {
  readonly folder: string;
  put(name: string, content: string | Uint8Array): string;
  take(name: string): Buffer;
  /** Standard output, or null when the command ended with an error. */
  run(args: string, input?: Uint8Array): Buffer | null;
}

const version = spawnSync('openssl', ['version'], { encoding: 'utf8' });

/** Why tests against OpenSSL do not run here, or false where they do. */
export const opensslMissing: string | false =
  version.status !== 0
    ? 'no openssl command on this machine'
    : /^OpenSSL 3/.test(version.stdout)
      ? false
      : `openssl 3 is needed for SM2 with a signer id, this is ${version.stdout.trim()}`;

export function startOpenssl(): Openssl {
  const folder = mkdtempSync(join(tmpdir(), 'anjie-guomi-'));
  return {
    folder,
    put: (name, content) => {
      writeFileSync(join(folder, name), content);
      return name;
    },
    take: (name) => readFileSync(join(folder, name)),
    run: (args, input) => {
      const result = spawnSync('openssl', args.split(' '), { cwd: folder, input: input ?? Buffer.alloc(0) });
      return result.status === 0 ? result.stdout : null;
    },
  };
}
