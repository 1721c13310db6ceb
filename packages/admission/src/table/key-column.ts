import { lengthened } from './columns.ts';

const OVERFLOW = 0xc0000000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Four 32-bit words that stand for a text. */
export type Words = readonly [number, number, number, number];

/**
 * A column of texts in 16 bytes each, without loss. A UUID (RFC 9562, variant 10…) is its own 128 bits; up to 16 ASCII characters are their
 * bytes, whose top bits are 0; any other text is kept aside and numbered under the top bits 11, so that no two texts share their words.
 */
export class KeyColumn {
  readonly #aside: string[] = [];
  readonly #asideNumbers = new Map<string, number>();
  #words = new Uint32Array(0);

  grow(rows: number): void {
    this.#words = lengthened(this.#words, rows * 4);
  }

  /** The words of a text; null where it is too long to be packed and no row ever held it. */
  wordsOf(text: string): Words | null {
    if (isShort(text)) return [ascii(text, 0), ascii(text, 4), ascii(text, 8), ascii(text, 12)];
    if (UUID.test(text)) {
      return [
        Number.parseInt(text.slice(0, 8), 16),
        Number.parseInt(text.slice(9, 13) + text.slice(14, 18), 16),
        Number.parseInt(text.slice(19, 23) + text.slice(24, 28), 16),
        Number.parseInt(text.slice(28), 16),
      ];
    }
    const number = this.#asideNumbers.get(text);
    return number === undefined ? null : [number, 0, OVERFLOW, 0];
  }

  set(row: number, text: string): void {
    let words = this.wordsOf(text);
    if (words === null) {
      words = [this.#aside.length, 0, OVERFLOW, 0];
      this.#asideNumbers.set(text, this.#aside.length);
      this.#aside.push(text);
    }
    this.#words.set(words, row * 4);
  }

  words(row: number): Words {
    const w = this.#words;
    const o = row * 4;
    return [w[o]!, w[o + 1]!, w[o + 2]!, w[o + 3]!];
  }

  equals(row: number, words: Words): boolean {
    const w = this.#words;
    const o = row * 4;
    return w[o] === words[0] && w[o + 1] === words[1] && w[o + 2] === words[2] && w[o + 3] === words[3];
  }

  text(row: number): string {
    return this.textOf(this.words(row));
  }

  textOf(words: Words): string {
    const kind = words[2] >>> 30;
    if (kind === 3) return this.#aside[words[0]]!;
    if (kind < 2) return words.map(characters).join('');
    const hex = words.map((word) => word.toString(16).padStart(8, '0')).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  hash(row: number): number {
    const w = this.#words;
    const o = row * 4;
    return mixed(w[o]!, w[o + 1]!, w[o + 2]!, w[o + 3]!);
  }
}

export function hashOf(words: Words): number {
  return mixed(words[0], words[1], words[2], words[3]);
}

/** Spreads a 32-bit number over 32 bits (the finaliser of MurmurHash3, public domain). */
export function spread(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function mixed(a: number, b: number, c: number, d: number): number {
  return spread(spread(spread(spread(a) ^ b) ^ c) ^ d);
}

function isShort(text: string): boolean {
  if (text.length === 0 || text.length > 16) return false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0 || code > 127) return false;
  }
  return true;
}

function ascii(text: string, from: number): number {
  let word = 0;
  for (let i = from; i < from + 4; i++) word = (word << 8) | (i < text.length ? text.charCodeAt(i) : 0);
  return word >>> 0;
}

function characters(word: number): string {
  let text = '';
  for (let shift = 24; shift >= 0; shift -= 8) {
    const code = (word >>> shift) & 255;
    if (code !== 0) text += String.fromCharCode(code);
  }
  return text;
}
