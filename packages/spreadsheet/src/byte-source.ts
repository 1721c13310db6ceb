import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';

const CHUNK = 256 * 1024;

/** Bytes that are read in parts and never held whole. Whoever takes a stream destroys it, or reads it to its end. */
export interface ByteSource {
  readonly bytes: number;
  /** the bytes from `from` up to, not including, `to` */
  stream(from: number, to: number): Readable;
}

export function bufferSource(bytes: Buffer): ByteSource {
  return {
    bytes: bytes.length,
    stream: (from, to) =>
      Readable.from(
        (function* () {
          for (let at = from; at < to; at += CHUNK) yield bytes.subarray(at, Math.min(at + CHUNK, to));
        })(),
      ),
  };
}

/** A file, opened anew for each stream and closed with it. */
export function fileSource(path: string, bytes: number): ByteSource {
  // An empty range has no last byte that could be named.
  return { bytes, stream: (start, to) => (start >= to ? Readable.from([]) : createReadStream(path, { start, end: to - 1 })) };
}
