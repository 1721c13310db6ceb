import { readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { splitLines } from '@anjie/audit-trail';
import { Failure, WrongUsage } from '../command.ts';

/** The one file that a command was given. @throws WrongUsage */
export function oneFile(positionals: readonly string[]): string {
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) throw new WrongUsage('请给出一个文件 / name one file');
  return file;
}

/** A file as text. @throws WrongUsage */
export function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(file, String((error as NodeJS.ErrnoException).code));
  }
}

function unreadable(file: string, code: string): WrongUsage {
  return new WrongUsage(`${file}: 无法读取 / cannot be read (${code})`);
}

/** A new file, 0600. @throws Failure */
export function write(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    asFailure(file)(error);
  }
}

/** Says in words why a file was not written. */
export function asFailure(file: string) {
  return (error: unknown): never => {
    const { code } = error as NodeJS.ErrnoException;
    throw new Failure(
      code === 'EEXIST'
        ? `${file} 已存在，不覆盖 / exists already and is not overwritten`
        : `${file}: 没有写成 / was not written (${code ?? String(error)})`,
    );
  };
}

/** Lines without their ends. */
export async function* linesOf(file: string): AsyncGenerator<string> {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(file, String(error.code));
  });
  try {
    yield* splitLines(handle.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>);
  } finally {
    await handle.close();
  }
}
