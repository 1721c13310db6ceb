/**
 * A QR symbol of a short text, drawn without asking anybody: byte mode, error correction M, versions 1 to 10, mask 0 (ISO/IEC 18004).
 * One fixed mask is within the standard; readers take the mask from the format information.
 */

/** Of each version at level M: codewords of error correction per block, then the data codewords of each block. */
const BLOCKS: readonly (readonly [correction: number, data: readonly number[]])[] = [
  [10, [16]],
  [16, [28]],
  [26, [44]],
  [18, [32, 32]],
  [24, [43, 43]],
  [16, [27, 27, 27, 27]],
  [18, [31, 31, 31, 31]],
  [22, [38, 38, 39, 39]],
  [22, [36, 36, 36, 37, 37]],
  [26, [43, 43, 43, 43, 44]],
];
/** Centres of the alignment patterns of each version. */
const ALIGNMENT: readonly (readonly number[])[] = [
  [],
  [6, 18],
  [6, 22],
  [6, 26],
  [6, 30],
  [6, 34],
  [6, 22, 38],
  [6, 24, 42],
  [6, 26, 46],
  [6, 28, 50],
];

const EXP = new Uint8Array(512);
const LOG = new Uint8Array(256);
for (let power = 0, value = 1; power < 255; power += 1) {
  EXP[power] = value;
  EXP[power + 255] = value;
  LOG[value] = power;
  value = value < 128 ? value * 2 : (value * 2) ^ 0x11d;
}
const times = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : EXP[LOG[a]! + LOG[b]!]!);

/** Rows of modules, true is dark; without the quiet zone. @throws RangeError when the text is longer than 213 bytes */
export function qrCode(text: string): boolean[][] {
  const bytes = [...new TextEncoder().encode(text)];
  const version = BLOCKS.findIndex(([, data], at) => sum(data) * 8 >= 4 + (at < 9 ? 8 : 16) + bytes.length * 8) + 1;
  if (version === 0) throw new RangeError(`${bytes.length} bytes do not fit a QR symbol of version 10`);
  const codewords = interleaved(version, bitsOf(bytes, version));
  return drawn(version, codewords);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

function bitsOf(bytes: readonly number[], version: number): number[] {
  const capacity = sum(BLOCKS[version - 1]![1]) * 8;
  const bits: number[] = [];
  const push = (value: number, length: number) => {
    for (let at = length - 1; at >= 0; at -= 1) bits.push((value >> at) & 1);
  };
  push(0b0100, 4);
  push(bytes.length, version < 10 ? 8 : 16);
  for (const byte of bytes) push(byte, 8);
  push(0, Math.min(4, capacity - bits.length));
  push(0, (8 - (bits.length % 8)) % 8);
  for (let pad = 0xec; bits.length < capacity; pad ^= 0xec ^ 0x11) push(pad, 8);
  return bits;
}

function interleaved(version: number, bits: readonly number[]): number[] {
  const [correction, lengths] = BLOCKS[version - 1]!;
  const data = Array.from({ length: bits.length / 8 }, (_, at) => Number.parseInt(bits.slice(at * 8, at * 8 + 8).join(''), 2));
  let from = 0;
  const blocks = lengths.map((length) => {
    from += length;
    return data.slice(from - length, from);
  });
  const checks = blocks.map((block) => remainder(block, correction));
  const columns = (rows: readonly number[][]): number[] =>
    Array.from({ length: Math.max(...rows.map((row) => row.length)) }, (_, at) => rows.flatMap((row) => row.slice(at, at + 1))).flat();
  return [...columns(blocks), ...columns(checks)];
}

/** Reed–Solomon over GF(256). */
function remainder(block: readonly number[], degree: number): number[] {
  let generator = [1];
  for (let root = 0; root < degree; root += 1) {
    const next = [...generator, 0];
    generator.forEach((factor, at) => {
      next[at + 1]! ^= times(factor, EXP[root]!);
    });
    generator = next;
  }
  const rest = [...block, ...new Array<number>(degree).fill(0)];
  for (let at = 0; at < block.length; at += 1) {
    const lead = rest[at]!;
    generator.forEach((factor, offset) => {
      rest[at + offset]! ^= times(factor, lead);
    });
  }
  return rest.slice(block.length);
}

function drawn(version: number, codewords: readonly number[]): boolean[][] {
  const size = 17 + version * 4;
  const dark = Array.from({ length: size }, () => new Array<boolean>(size).fill(false));
  const fixed = Array.from({ length: size }, () => new Array<boolean>(size).fill(false));
  const set = (row: number, column: number, value: boolean) => {
    if (row < 0 || column < 0 || row >= size || column >= size) return;
    dark[row]![column] = value;
    fixed[row]![column] = true;
  };
  for (let at = 0; at < size; at += 1) {
    set(6, at, at % 2 === 0);
    set(at, 6, at % 2 === 0);
  }
  const corners: [number, number][] = [
    [3, 3],
    [3, size - 4],
    [size - 4, 3],
  ];
  for (const [row, column] of corners)
    for (let y = -4; y <= 4; y += 1)
      for (let x = -4; x <= 4; x += 1) {
        const ring = Math.max(Math.abs(x), Math.abs(y));
        set(row + y, column + x, ring !== 2 && ring !== 4);
      }
  const centres = ALIGNMENT[version - 1]!;
  const last = centres.at(-1) ?? 0;
  for (const row of centres)
    for (const column of centres) {
      if ((row === 6 && column === 6) || (row === 6 && column === last) || (row === last && column === 6)) continue;
      for (let y = -2; y <= 2; y += 1) for (let x = -2; x <= 2; x += 1) set(row + y, column + x, Math.max(Math.abs(x), Math.abs(y)) !== 1);
    }
  format(size, set);
  if (version >= 7) versionMarks(version, size, set);
  fill(size, dark, fixed, codewords);
  return dark;
}

type Setter = (row: number, column: number, value: boolean) => void;

/** Level M (00) and mask 0 (000), as the standard's BCH code and mask make them: the constant 0x5412. */
function format(size: number, set: Setter): void {
  const bit = (at: number): boolean => ((0x5412 >> at) & 1) === 1;
  for (let at = 0; at < 15; at += 1) {
    if (at < 6) set(at, 8, bit(at));
    else if (at < 8) set(at + 1, 8, bit(at));
    else if (at === 8) set(8, 7, bit(at));
    else set(8, 14 - at, bit(at));
    if (at < 8) set(8, size - 1 - at, bit(at));
    else set(size - 15 + at, 8, bit(at));
  }
  set(size - 8, 8, true);
}

function versionMarks(version: number, size: number, set: Setter): void {
  let rest = version;
  for (let at = 0; at < 12; at += 1) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
  const code = (version << 12) | rest;
  for (let at = 0; at < 18; at += 1) {
    const value = ((code >> at) & 1) === 1;
    set(Math.floor(at / 3), size - 11 + (at % 3), value);
    set(size - 11 + (at % 3), Math.floor(at / 3), value);
  }
}

/** The codewords in the standard's zigzag from the lower right, under mask 0: (row + column) even is turned over. */
function fill(size: number, dark: boolean[][], fixed: readonly boolean[][], codewords: readonly number[]): void {
  let bit = 0;
  let upward = true;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    for (let step = 0; step < size; step += 1) {
      const row = upward ? size - 1 - step : step;
      for (const column of [right, right - 1]) {
        if (fixed[row]![column]) continue;
        const value = ((codewords[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1;
        bit += 1;
        dark[row]![column] = (value === 1) !== ((row + column) % 2 === 0);
      }
    }
    upward = !upward;
  }
}
