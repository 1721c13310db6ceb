import { GuomiError } from './guomi-error.ts';

/** One element of DER: its tag byte, its content, and the bytes of the whole (what signatures are made over). */
export interface DerElement {
  readonly tag: number;
  readonly content: Buffer;
  readonly whole: Buffer;
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8: 0x0c,
  printable: 0x13,
  ia5: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Exactly one element, nothing after it. @throws GuomiError 'encoding-invalid' for BER leniencies: X.690 §10 allows one encoding only */
export function readDer(bytes: Uint8Array): DerElement {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const element = elementAt(buffer, 0);
  if (element.whole.length !== buffer.length) throw malformed('元素之后有多余字节', 'bytes follow the element');
  return element;
}

/** The elements inside a constructed one. */
export function childrenOf(element: DerElement): DerElement[] {
  if ((element.tag & 0x20) === 0) throw malformed('应为构造类型', 'a constructed element is wanted');
  const found: DerElement[] = [];
  for (let at = 0; at < element.content.length; ) {
    const child = elementAt(element.content, at);
    found.push(child);
    at += child.whole.length;
  }
  return found;
}

/** The element itself if it is there and of this tag. */
export function expectTag(element: DerElement | undefined, tag: number, what: string): DerElement {
  if (element?.tag !== tag) {
    const found = element === undefined ? '—' : `0x${element.tag.toString(16)}`;
    throw malformed(
      `${what} 的标签应为 0x${tag.toString(16)}，实为 ${found}`,
      `${what} must have tag 0x${tag.toString(16)}, found ${found}`,
    );
  }
  return element;
}

/** A non-negative integer of at most `length` bytes, padded to it. */
export function readUnsigned(element: DerElement | undefined, length: number, what: string): Buffer {
  const { content } = expectTag(element, TAG.integer, what);
  const first = content[0];
  if (first === undefined || (content.length > 1 && first === 0 && content[1]! < 0x80))
    throw malformed(`${what} 不是最短编码`, `${what} is not encoded in its shortest form`);
  if (first >= 0x80) throw malformed(`${what} 为负数`, `${what} is negative`);
  const digits = first === 0 ? content.subarray(1) : content;
  if (digits.length > length) throw malformed(`${what} 超过 ${length} 字节`, `${what} exceeds ${length} bytes`);
  return Buffer.concat([Buffer.alloc(length - digits.length), digits]);
}

/** The bytes of a bit string that is a whole number of bytes. */
export function readBits(element: DerElement | undefined, what: string): Buffer {
  const { content } = expectTag(element, TAG.bitString, what);
  if (content[0] !== 0) throw malformed(`${what} 的位数不是 8 的倍数`, `${what} is no whole number of bytes`);
  return content.subarray(1);
}

/** Dotted object identifier. */
export function readOid(element: DerElement | undefined, what: string): string {
  const { content } = expectTag(element, TAG.oid, what);
  const arcs: number[] = [];
  let value = 0;
  content.forEach((byte, i) => {
    if (value === 0 && byte === 0x80) throw malformed(`${what} 不是最短编码`, `${what} is not encoded in its shortest form`);
    value = value * 128 + (byte & 0x7f);
    if (value > Number.MAX_SAFE_INTEGER || (i === content.length - 1 && byte >= 0x80))
      throw malformed(`${what} 不完整或过大`, `${what} is cut short or too large`);
    if (byte < 0x80) {
      arcs.push(value);
      value = 0;
    }
  });
  const head = arcs[0];
  if (head === undefined) throw malformed(`${what} 为空`, `${what} is empty`);
  const root = Math.min(Math.floor(head / 40), 2);
  return [root, head - root * 40, ...arcs.slice(1)].join('.');
}

function elementAt(buffer: Buffer, at: number): DerElement {
  const tag = buffer[at];
  const lead = buffer[at + 1];
  if (tag === undefined || lead === undefined) throw malformed('数据在标签或长度处中断', 'the data ends within a tag or a length');
  if ((tag & 0x1f) === 0x1f) throw malformed('不支持多字节标签', 'tags of several bytes are not used here');
  let length = lead;
  let start = at + 2;
  if (lead >= 0x80) {
    const count = lead - 0x80;
    if (count === 0 || count > 4) throw malformed('长度为不定长或过大', 'the length is indefinite or too large');
    if (start + count > buffer.length) throw malformed('数据在长度处中断', 'the data ends within a length');
    length = buffer.readUIntBE(start, count);
    start += count;
    if (length < 0x80 || length < 256 ** (count - 1)) throw malformed('长度不是最短编码', 'a length is not in its shortest form');
  }
  const end = start + length;
  if (end > buffer.length) throw malformed('数据短于所称长度', 'the data is shorter than its length says');
  return { tag, content: buffer.subarray(start, end), whole: buffer.subarray(at, end) };
}

function malformed(zh: string, en: string): GuomiError {
  return new GuomiError('encoding-invalid', `DER 编码有误：${zh}（X.690）`, `the DER encoding is wrong: ${en} (X.690)`);
}
