import { type Certificate, signedBy } from './certificate.ts';
import type { ExtendedKeyUsage, KeyUsage } from './certificate-extension.ts';
import { nameText } from './distinguished-name.ts';

export interface ChainQuestion {
  readonly certificate: Certificate;
  /** Certificates that may lie between (the first 16 count); none of them is trusted for being here. */
  readonly intermediates?: readonly Certificate[];
  /** The authorities that are trusted. */
  readonly anchors: readonly Certificate[];
  /** The instant asked about, epoch milliseconds. */
  readonly at: number;
  readonly keyUsage?: KeyUsage;
  readonly extendedKeyUsage?: ExtendedKeyUsage;
  /** Says which certificates were revoked; without it revocation is not looked at. */
  readonly isRevoked?: (certificate: Certificate) => boolean;
}

export type ChainProblem =
  | 'not-yet-valid'
  | 'expired'
  | 'revoked'
  | 'unknown-critical-extension'
  | 'usage-not-allowed'
  | 'no-trusted-issuer';

export type ChainAnswer =
  | { readonly trusted: true; readonly path: readonly Certificate[] }
  | { readonly trusted: false; readonly problem: ChainProblem; readonly zh: string; readonly en: string };

/** Longer chains and more intermediates than these are not followed: whoever sends them must not make us verify without end. */
const LONGEST = 8;
const MOST_INTERMEDIATES = 16;

/**
 * Whether a chain of valid signatures leads from the certificate to an anchor: names, dates, authority flag, path length, key usage,
 * unknown critical extensions, revocation where asked. Policies and name constraints are not understood: where they are critical the
 * answer is no. `path` runs from the certificate to the anchor. Source: RFC 5280 §6.1.
 */
export function verifyChain(question: ChainQuestion): ChainAnswer {
  const { certificate, keyUsage, extendedKeyUsage } = question;
  const { extensions } = certificate;
  const own = problemOf(certificate, question);
  if (own !== null) return own;
  const missing =
    keyUsage !== undefined && extensions.keyUsage?.includes(keyUsage) === false
      ? keyUsage
      : extendedKeyUsage !== undefined && extensions.extendedKeyUsage?.includes(extendedKeyUsage) === false
        ? extendedKeyUsage
        : null;
  if (missing !== null) return no('usage-not-allowed', certificate, `不允许用于 ${missing}`, `does not allow the use ${missing}`);
  return extend([certificate], question);
}

function extend(path: readonly Certificate[], question: ChainQuestion): ChainAnswer {
  const last = path.at(-1)!;
  if (question.anchors.some((anchor) => anchor.fingerprint === last.fingerprint)) return { trusted: true, path };
  let refusal: ChainAnswer = no('no-trusted-issuer', last, '没有受信任的签发者', 'has no trusted issuer');
  if (path.length >= LONGEST) return refusal;
  const below = path.slice(1).filter((one) => !one.subjectBytes.equals(one.issuerBytes)).length;
  for (const issuer of [...question.anchors, ...(question.intermediates ?? []).slice(0, MOST_INTERMEDIATES)]) {
    if (path.includes(issuer) || !mayIssue(issuer, last, below) || !signedBy(last, issuer.publicKey)) continue;
    const answer = problemOf(issuer, question) ?? extend([...path, issuer], question);
    if (answer.trusted) return answer;
    refusal = answer;
  }
  return refusal;
}

/** Names, key ids and the right to issue: checked before the signature, which costs most. */
function mayIssue(issuer: Certificate, certificate: Certificate, below: number): boolean {
  const { ca, keyUsage, subjectKeyId } = issuer.extensions;
  const wanted = certificate.extensions.authorityKeyId;
  return (
    issuer.subjectBytes.equals(certificate.issuerBytes) &&
    (wanted === null || subjectKeyId === null || wanted.equals(subjectKeyId)) &&
    ca !== null &&
    (ca.pathLength === null || below <= ca.pathLength) &&
    (keyUsage === null || keyUsage.includes('keyCertSign'))
  );
}

function problemOf(certificate: Certificate, { at, isRevoked }: ChainQuestion): ChainAnswer | null {
  const day = (instant: number): string => new Date(instant).toISOString();
  if (at < certificate.notBefore)
    return no('not-yet-valid', certificate, `自 ${day(certificate.notBefore)} 起有效`, `is valid from ${day(certificate.notBefore)} on`);
  if (at > certificate.notAfter)
    return no('expired', certificate, `已于 ${day(certificate.notAfter)} 到期`, `expired at ${day(certificate.notAfter)}`);
  const [unknown] = certificate.extensions.unknownCritical;
  if (unknown !== undefined)
    return no(
      'unknown-critical-extension',
      certificate,
      `含不支持的关键扩展 ${unknown}`,
      `holds a critical extension that is not supported, ${unknown}`,
    );
  if (isRevoked?.(certificate) === true) return no('revoked', certificate, '已被吊销', 'was revoked');
  return null;
}

function no(problem: ChainProblem, certificate: Certificate, zh: string, en: string): ChainAnswer & { readonly trusted: false } {
  const who = `${nameText(certificate.subject)} (${certificate.serial})`;
  return { trusted: false, problem, zh: `证书 ${who} ${zh}`, en: `the certificate ${who} ${en}` };
}
