/**
 * SM2 signatures over the recommended curve. Source: GB/T 32918.2, GB/T 32918.5.
 * Plain arithmetic for all to read, and not in constant time: good for the keys of a joint test, which protect nothing, and for nothing else.
 */
import { createHash, randomBytes } from 'node:crypto';

const P = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn;
const A = P - 3n;
const B = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n;
const N = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
const G: Point = [
  0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
];

type Point = readonly [bigint, bigint];

/** @returns r ‖ s, 64 bytes */
export function signSm2(message: string, privateKey: Buffer, signer: string): Buffer {
  const d = numberOf(privateKey);
  const e = digestOf(message, times(d, G)!, signer);
  for (;;) {
    const k = remainder(numberOf(randomBytes(40)), N);
    const r = remainder(e + times(k, G)![0], N);
    const s = remainder(inverse(1n + d, N) * (k - r * d), N);
    if (r !== 0n && s !== 0n && r + k !== N) return Buffer.concat([bytesOf(r), bytesOf(s)]);
  }
}

/** @param signature r ‖ s @param publicKey the point, 04 ‖ x ‖ y */
export function verifySm2(message: string, signature: Buffer, publicKey: Buffer, signer: string): boolean {
  if (signature.length !== 64 || publicKey.length !== 65) return false;
  const key: Point = [numberOf(publicKey.subarray(1, 33)), numberOf(publicKey.subarray(33))];
  const [r, s] = [numberOf(signature.subarray(0, 32)), numberOf(signature.subarray(32))];
  const t = remainder(r + s, N);
  if (r === 0n || r >= N || s === 0n || s >= N || t === 0n) return false;
  const sum = add(times(s, G), times(t, key));
  return sum !== null && remainder(digestOf(message, key, signer) + sum[0], N) === r;
}

/** SM3 over who signs, curve and key, then the message. */
function digestOf(message: string, key: Point, signer: string): bigint {
  const id = Buffer.from(signer);
  const length = Buffer.from([(id.length * 8) >> 8, (id.length * 8) & 0xff]);
  const z = createHash('sm3').update(Buffer.concat([length, id, ...[A, B, ...G, ...key].map(bytesOf)]));
  return numberOf(createHash('sm3').update(z.digest()).update(message).digest());
}

function times(factor: bigint, point: Point): Point | null {
  let sum: Point | null = null;
  let doubled: Point | null = point;
  for (let left = factor; left > 0n; left >>= 1n) {
    if ((left & 1n) === 1n) sum = add(sum, doubled);
    doubled = add(doubled, doubled);
  }
  return sum;
}

function add(a: Point | null, b: Point | null): Point | null {
  if (a === null || b === null) return a ?? b;
  if (a[0] === b[0] && remainder(a[1] + b[1], P) === 0n) return null;
  const slope = a[0] === b[0] ? (3n * a[0] * a[0] + A) * inverse(2n * a[1], P) : (b[1] - a[1]) * inverse(b[0] - a[0], P);
  const x = remainder(slope * slope - a[0] - b[0], P);
  return [x, remainder(slope * (a[0] - x) - a[1], P)];
}

/** By the extended algorithm of Euclid. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [remainder(value, modulus), modulus, 1n, 0n];
  while (a > 1n) {
    const quotient = b / a;
    [a, b, x, y] = [b - quotient * a, a, y - quotient * x, x];
  }
  return remainder(x, modulus);
}

const remainder = (value: bigint, modulus: bigint): bigint => ((value % modulus) + modulus) % modulus;
const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
const bytesOf = (value: bigint): Buffer => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
