import { sm3 } from '@anjie/guomi/sm3';

const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

/** The root of a log without entries. Source: RFC 9162 §2.1.1. */
export const EMPTY_ROOT = sm3('');

/** Hash of an entry; the prefix keeps an entry from passing for a node. Source: RFC 9162 §2.1.1. */
export function leafHash(entry: string | Uint8Array): Buffer {
  return sm3(Buffer.concat([LEAF, Buffer.from(entry as Uint8Array)]));
}

/** Hash of two subtrees. Source: RFC 9162 §2.1.1. */
export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return sm3(Buffer.concat([NODE, left, right]));
}
