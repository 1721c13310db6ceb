import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ByteSource } from '@anjie/spreadsheet';
import { refuse } from '../../ground/refusal.ts';

const BLOCK = 16;
const ALGORITHM = 'sm4-ctr';

export interface Received {
  readonly bytes: number;
  /** of what was sent, in hex */
  readonly sm3: string;
}

/** Files that wait to be taken in: encrypted under a key of their own, which is derived and stored nowhere; gone with their job. */
export interface Spool {
  /** durable when it resolves. @throws input-too-large */
  receive(id: string, body: Readable, mostBytes: number): Promise<Received>;
  /** @throws ENOENT */
  open(id: string, bytes: number): Promise<ByteSource>;
  remove(id: string): Promise<void>;
  /** ids of the files there, with the time since they were written, in ms */
  list(): Promise<readonly { readonly id: string; readonly age: number }[]>;
}

export function createSpool(folder: string, masterKey: Buffer): Spool {
  const pathOf = (id: string) => join(folder, id);
  const keyOf = (id: string) => {
    const derived = createHmac('sm3', masterKey).update(`anjie import spool ${id}`).digest();
    return { key: derived.subarray(0, 16), counter: derived.subarray(16, 32) };
  };
  return {
    async receive(id, body, mostBytes) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const hash = createHash('sm3');
      let bytes = 0;
      const measured = new Transform({
        transform(chunk: Buffer, _, done: TransformCallback) {
          bytes += chunk.length;
          if (bytes > mostBytes) return done(asError(mostBytes));
          hash.update(chunk);
          done(null, chunk);
        },
      });
      const { key, counter } = keyOf(id);
      try {
        await pipeline(
          body,
          measured,
          createCipheriv(ALGORITHM, key, counter),
          createWriteStream(pathOf(id), { flags: 'wx', mode: 0o600, flush: true }),
        );
        await syncFolder(folder);
      } catch (error) {
        await unlink(pathOf(id)).catch(() => {});
        throw error;
      }
      return { bytes, sm3: hash.digest('hex') };
    },
    async open(id, bytes) {
      await stat(pathOf(id));
      const { key, counter } = keyOf(id);
      return {
        bytes,
        stream(from, to) {
          if (from >= to) return Readable.from([]);
          const start = from - (from % BLOCK);
          const file = createReadStream(pathOf(id), { start, end: to - 1 });
          const clear = createDecipheriv(ALGORITHM, key, advanced(counter, start / BLOCK));
          return joined(file, clear, from - start);
        },
      };
    },
    remove: (id) => unlink(pathOf(id)).catch(() => {}),
    async list() {
      const names = await readdir(folder).catch(() => []);
      const files = await Promise.all(names.map(async (id) => ({ id, written: (await stat(pathOf(id)).catch(() => null))?.mtimeMs })));
      return files.flatMap(({ id, written }) => (written === undefined ? [] : [{ id, age: Date.now() - written }]));
    },
  };
}

/** The counter of the nth block (NIST SP 800-38A, 6.5): a 128-bit number that wraps. */
function advanced(counter: Buffer, blocks: number): Buffer {
  const sum = (BigInt(`0x${counter.toString('hex')}`) + BigInt(blocks)) & ((1n << 128n) - 1n);
  return Buffer.from(sum.toString(16).padStart(32, '0'), 'hex');
}

/** The file decrypted, without its first bytes. Destroying it closes the file. */
function joined(file: Readable, clear: Transform, skip: number): Readable {
  let left = skip;
  const output = new Transform({
    transform(chunk: Buffer, _, done) {
      const rest = chunk.subarray(Math.min(left, chunk.length));
      left -= chunk.length - rest.length;
      done(null, rest);
    },
  });
  pipeline(file, clear, output).catch(() => {});
  return output;
}

function asError(mostBytes: number): Error {
  try {
    return refuse('input-too-large', { path: 'body', rule: `≤ ${mostBytes}` });
  } catch (error) {
    return error as Error;
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
