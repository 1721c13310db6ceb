/** ZIP archives of one file, as the interface exchanges them (annex on files: a ZIP holding a TAB-separated UTF-8 text). */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const DEFLATED = 8;
/** Bit 11: the name is UTF-8. */
const UTF8_NAME = 0x0800;
/** A small archive can unfold into gigabytes; no honest statement file comes near this. */
const MAX_UNFOLDED = 64 * 1_048_576;

/** Packs one file. Layout: PKWARE APPNOTE 4.3. */
export function zipOne(name: string, content: Uint8Array): Uint8Array {
  const file = Buffer.from(name, 'utf8');
  const packed = deflateRawSync(content);
  const facts = Buffer.alloc(26);
  facts.writeUInt16LE(20, 0);
  facts.writeUInt16LE(UTF8_NAME, 2);
  facts.writeUInt16LE(DEFLATED, 4);
  // The DOS epoch stands for "no date": the same content gives the same bytes.
  facts.writeUInt16LE(0x21, 8);
  facts.writeUInt32LE(crc32(content), 10);
  facts.writeUInt32LE(packed.length, 14);
  facts.writeUInt32LE(content.length, 18);
  facts.writeUInt16LE(file.length, 22);
  const local = Buffer.concat([word(LOCAL), facts, file, packed]);
  const central = Buffer.concat([word(CENTRAL), Buffer.from([20, 0]), facts, Buffer.alloc(14), file]);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

/** The first file of an archive, or the bytes themselves where they are no archive. Throws where an archive is damaged or too large. */
export function unzipFirst(bytes: Uint8Array): Uint8Array {
  const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (archive.length < 4 || archive.readUInt32LE(0) !== LOCAL) return bytes;
  // Sizes stand in the central directory; the local header may leave them at 0.
  const at = archive.indexOf(word(CENTRAL));
  if (at < 0 || archive.length < 30) throw new Error('central directory is missing');
  const method = archive.readUInt16LE(at + 10);
  const size = archive.readUInt32LE(at + 20);
  const start = 30 + archive.readUInt16LE(26) + archive.readUInt16LE(28);
  const packed = archive.subarray(start, start + size);
  const content = method === DEFLATED ? inflateRawSync(packed, { maxOutputLength: MAX_UNFOLDED }) : packed;
  if (crc32(content) !== archive.readUInt32LE(at + 16)) throw new Error('checksum differs');
  return content;
}

function word(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}
