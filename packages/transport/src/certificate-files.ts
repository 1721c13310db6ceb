import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';

/** A certificate (with those of the authorities between, if any) and its private key, as PEM files. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

export interface CertificateFacts {
  readonly subject: string;
  /** names and addresses it speaks for (RFC 6125: these count, never the subject) */
  readonly names: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** A certificate is to be renewed from so many days before its end. */
const RENEW_DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * The two files that two settings name; null where neither is set.
 *
 * @throws Error in both languages where only one of them is
 */
export function certificateFiles(
  env: Readonly<Record<string, string | undefined>>,
  names: { readonly cert: string; readonly key: string },
): CertificateFiles | null {
  const [cert, key] = [env[names.cert]?.trim(), env[names.key]?.trim()];
  if (!cert && !key) return null;
  if (!cert || !key) {
    const [set, missing] = cert ? [names.cert, names.key] : [names.key, names.cert];
    throw new Error(`设置了 ${set}，还须设置 ${missing} / ${set} is set, so ${missing} must be too`);
  }
  return { cert, key };
}

/**
 * Reads a certificate and its key, and holds them to each other.
 *
 * @throws Error in both languages: a file that cannot be read, a key that others may read or that is another certificate's, a certificate
 * over SM2 (Node's TLS speaks none of GB/T 38636)
 */
export function readCertificate({ cert, key }: CertificateFiles): { cert: string; key: string; facts: CertificateFacts } {
  const [chain, secret] = [readText(cert, '证书 / certificate'), readText(key, '私钥 / private key')];
  if ((statSync(key).mode & 0o077) !== 0)
    throw new Error(`${key}：私钥他人可读，请执行 chmod 600 / the private key is readable by others; run chmod 600`);
  const leaf = attempt(() => new X509Certificate(chain), `${cert}：不是 PEM 证书 / is no PEM certificate`);
  if (overSm2(leaf))
    throw new Error(
      `${cert}：这是 SM2 证书，本程序的 TLS 不支持国密协议（GB/T 38636）；请由国密代理终结，或改用 ECDSA、RSA 证书 / ` +
        'a certificate over SM2: this TLS does not speak TLCP (GB/T 38636); let a proxy end it, or use one over ECDSA or RSA',
    );
  const privateKey = attempt(() => createPrivateKey(secret), `${key}：不是未加密的 PEM 私钥 / is no unencrypted PEM private key`);
  if (!leaf.checkPrivateKey(privateKey)) throw new Error(`${key}：与证书 ${cert} 不是一对 / does not belong to the certificate ${cert}`);
  return { cert: chain, key: secret, facts: factsOf(leaf) };
}

/**
 * The names and addresses that a certificate speaks for; its key is not looked at.
 *
 * @throws Error in both languages for a file that cannot be read or is no certificate
 */
export function certificateNames(cert: string): readonly string[] {
  const chain = readText(cert, '证书 / certificate');
  return factsOf(attempt(() => new X509Certificate(chain), `${cert}：不是 PEM 证书 / is no PEM certificate`)).names;
}

/** How a certificate stands at an instant; `until` as a date for people. */
export function certificateStanding(
  facts: CertificateFacts,
  now: Date,
): { readonly state: 'valid' | 'not-yet' | 'ending' | 'expired'; readonly days: number; readonly until: string } {
  const days = Math.floor((facts.notAfter.getTime() - now.getTime()) / DAY_MS);
  const until = facts.notAfter.toISOString().slice(0, 10);
  if (now < facts.notBefore) return { state: 'not-yet', days, until };
  if (now > facts.notAfter) return { state: 'expired', days, until };
  return { state: days < RENEW_DAYS ? 'ending' : 'valid', days, until };
}

function factsOf(leaf: X509Certificate): CertificateFacts {
  const names = [...(leaf.subjectAltName ?? '').matchAll(/(?:DNS|IP Address):([^,\s]+)/g)].map(([, name]) => name!);
  return { subject: leaf.subject.replaceAll('\n', ', '), names, notBefore: new Date(leaf.validFrom), notAfter: new Date(leaf.validTo) };
}

/** The object identifier of the curve of SM2 (1.2.156.10197.1.301, GM/T 0006) as it stands in a certificate. */
const SM2_CURVE = Buffer.from('06082a811ccf5501822d', 'hex');

const overSm2 = (leaf: X509Certificate): boolean => leaf.raw.includes(SM2_CURVE);

function readText(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${file}：无法读取${what}（${(error as NodeJS.ErrnoException).code}）/ cannot be read: ${what}`);
  }
}

function attempt<T>(work: () => T, otherwise: string): T {
  try {
    return work();
  } catch {
    throw new Error(otherwise);
  }
}
