import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { createTlsAuthority, issueTlsCertificate, type TlsCertificate } from '@anjie/guomi';
import { type CertificateFiles, certificateStanding, readCertificate } from '@anjie/transport';
import { Failure } from './command.ts';
import type { Installation } from './installation.ts';

const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3650;
/** What browsers take at most. */
export const LONGEST_DAYS = 397;

/**
 * Makes what a production installation needs to speak TLS from its first start: an authority of its own, and the server's certificate, again
 * when it is about to end. Nothing where the environment names a certificate, or says that a proxy ends TLS.
 */
export function prepareCertificates(installation: Installation): void {
  const { serverCertificate } = installation.files;
  if (process.env.ANJIE_TLS === 'off' || process.env.ANJIE_SERVER_TLS_CERT !== undefined) return;
  if (existsSync(serverCertificate.cert) && certificateStanding(readCertificate(serverCertificate).facts, new Date()).state === 'valid')
    return;
  issue(installation, serverCertificate, 'server', serverNames());
}

/** Names and addresses under which the server is reached: this machine's own, and those that the settings name. */
export function serverNames(): string[] {
  const { ANJIE_PORTAL_URL: portal, ANJIE_SERVER_HOST: host } = process.env;
  const named = [hostname(), portal === undefined ? '' : new URL(portal).hostname, host ?? ''];
  return [...new Set(['127.0.0.1', 'localhost', ...named.filter((name) => /^[A-Za-z0-9.-]+$/.test(name) && name !== '0.0.0.0')])];
}

/**
 * Has the installation's authority, made now where there is none, issue a certificate of one process and writes both files.
 *
 * @throws Failure where the authority's key was taken away (kept elsewhere, as it should be on a large installation)
 */
export function issue(
  installation: Installation,
  files: CertificateFiles,
  name: string,
  altNames: readonly string[],
  days = LONGEST_DAYS,
): void {
  const authority = authorityOf(installation);
  const now = Date.now();
  try {
    const validity = { notBefore: now - 3_600_000, notAfter: now + days * DAY_MS };
    const made = issueTlsCertificate({ subject: [{ type: 'CN', value: name }], altNames, validity }, authority);
    write(files, made);
  } catch (error) {
    throw new Failure((error as Error).message);
  }
}

function authorityOf({ files: { authority } }: Installation): TlsCertificate {
  if (!existsSync(authority.cert)) {
    const now = Date.now();
    const subject = [{ type: 'CN', value: `安接内部证书机构 Anjie internal authority ${hostname()}`.slice(0, 64) }];
    write(authority, createTlsAuthority(subject, { notBefore: now - DAY_MS, notAfter: now + AUTHORITY_DAYS * DAY_MS }));
  }
  if (!existsSync(authority.key))
    throw new Failure(
      `证书机构的私钥不在 ${authority.key}：请取回后再签发，或用 ANJIE_SERVER_TLS_CERT、ANJIE_SERVER_TLS_KEY 指定证书\n` +
        `The authority's key is not at ${authority.key}: bring it back to issue, or name a certificate with ANJIE_SERVER_TLS_CERT and _KEY`,
    );
  return { certificatePem: readFileSync(authority.cert, 'utf8'), privateKeyPem: readFileSync(authority.key, 'utf8') };
}

/** The key first: a process that looks between the two keeps the former pair until both fit. */
function write(files: CertificateFiles, made: TlsCertificate): void {
  for (const [file, text, mode] of [
    [files.key, made.privateKeyPem, 0o600],
    [files.cert, made.certificatePem, 0o644],
  ] as const) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const half = `${file}.${process.pid}`;
    writeFileSync(half, text, { mode });
    renameSync(half, file);
  }
}
