/** A tar archive of small text files. Source: POSIX.1-2017 pax, "ustar Interchange Format". */

export interface ArchivedFile {
  /** below 100 bytes, parted by slashes */
  readonly name: string;
  readonly content: Buffer;
}

const BLOCK = 512;

/** Times and owners are left out, so that equal files give equal bytes. @throws for a name of 100 bytes or more */
export function tar(files: readonly ArchivedFile[]): Buffer {
  const blocks = files.flatMap(({ name, content }) => [header(name, content.length), content, padding(content.length)]);
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

function header(name: string, size: number): Buffer {
  if (Buffer.byteLength(name) >= 100) throw new Error(`文件名过长 / name too long for the archive: ${name}`);
  const block = Buffer.alloc(BLOCK);
  block.write(name, 0);
  block.write('0000644\0', 100);
  block.write('0000000\0', 108);
  block.write('0000000\0', 116);
  block.write(`${octal(size, 11)}\0`, 124);
  block.write(`${octal(0, 11)}\0`, 136);
  // The checksum is reckoned as if its own field held spaces.
  block.write('        ', 148);
  block.write('0', 156);
  block.write('ustar\x0000', 257);
  const sum = block.reduce((all, byte) => all + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148);
  return block;
}

function padding(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}
