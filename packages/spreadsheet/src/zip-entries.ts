import type { Readable } from 'node:stream';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import type { ByteSource } from './byte-source.ts';
import { SpreadsheetError } from './spreadsheet-error.ts';

const MOST_ENTRIES = 1000;
const ENCRYPTED = 0x1;

export interface ZipEntries {
  has(path: string): boolean;
  /** the entry as text, chunk by chunk. @throws SpreadsheetError too-large-unpacked above `mostBytes`, xlsx-broken */
  read(path: string, mostBytes: number): AsyncGenerator<string>;
  close(): void;
}

class Reader extends RandomAccessReader {
  readonly #source: ByteSource;

  constructor(source: ByteSource) {
    super();
    this.#source = source;
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return this.#source.stream(start, end);
  }
}

/** The table of contents of a ZIP file; entries are unpacked when they are read. @throws SpreadsheetError */
export async function openZip(source: ByteSource): Promise<ZipEntries> {
  const options = { lazyEntries: true, autoClose: false, validateEntrySizes: true };
  const zip: ZipFile = await fromRandomAccessReaderPromise(new Reader(source), source.bytes, options).catch((error) => {
    throw new SpreadsheetError('not-xlsx', String(error));
  });
  const entries = new Map<string, Entry>();
  try {
    for await (const entry of zip.eachEntry()) if (entries.set(entry.fileName, entry).size > MOST_ENTRIES) break;
  } catch (error) {
    zip.close();
    throw broken(error);
  }
  if (entries.size > MOST_ENTRIES) {
    zip.close();
    throw new SpreadsheetError('xlsx-broken', `more than ${MOST_ENTRIES} entries`);
  }
  return {
    has: (path) => entries.has(path),
    close: () => zip.close(),
    async *read(path, mostBytes) {
      const entry = entries.get(path);
      if (entry === undefined) throw new SpreadsheetError('xlsx-broken', `no ${path}`);
      if ((entry.generalPurposeBitFlag & ENCRYPTED) !== 0) throw new SpreadsheetError('xlsx-encrypted', path);
      const decoder = new TextDecoder('utf-8', { fatal: true });
      let unpacked = 0;
      try {
        for await (const chunk of await zip.openReadStreamPromise(entry)) {
          unpacked += (chunk as Buffer).length;
          if (unpacked > mostBytes) throw new SpreadsheetError('too-large-unpacked', `${path}: > ${mostBytes}`);
          yield decoder.decode(chunk as Buffer, { stream: true });
        }
        yield decoder.decode();
      } catch (error) {
        throw error instanceof SpreadsheetError ? error : broken(error);
      }
    },
  };
}

function broken(error: unknown): SpreadsheetError {
  return new SpreadsheetError('xlsx-broken', (error as Error).message);
}
