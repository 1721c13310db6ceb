import { statSync } from 'node:fs';
import type { Server as SecureServer } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import { type CertificateFiles, certificateStanding, readCertificate } from './certificate-files.ts';
import { refusePlain } from './refuse-plain.ts';

/** What a listener tells of its certificate; no key, no content. */
export type TlsLog = (event: string, facts: Readonly<Record<string, unknown>>) => void;

const LOOK_MS = 10_000;
const HANDSHAKE_MS = 10_000;

/** With forward secrecy and authenticated encryption alone; those of TLS 1.3 all are (RFC 9325, 4.2). */
const SUITES = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

/** Options of an https server: TLS 1.2 at least, 1.3 where the client can. @throws Error in both languages, see readCertificate */
export function secureOptions(files: CertificateFiles): SecureContextOptions & { readonly handshakeTimeout: number } {
  const { cert, key } = readCertificate(files);
  return { cert, key, minVersion: 'TLSv1.2', ciphers: SUITES, honorCipherOrder: true, handshakeTimeout: HANDSHAKE_MS };
}

/**
 * Keeps a listening https server as it should be: whoever speaks plain HTTP to it is told so in words, and a certificate that was replaced on
 * disk is taken up without a restart. A pair that does not fit stays out: the former one goes on, and the log says why.
 *
 * @param options.lookMs how often the files are looked at
 * @returns ends the looking
 */
export function keepSecure(
  server: SecureServer,
  files: CertificateFiles,
  log: TlsLog,
  options: { readonly lookMs?: number } = {},
): () => void {
  refusePlain(server);
  let seen = lookAt(files);
  let told = '';
  const tell = (event: string, facts: Readonly<Record<string, unknown>>) => {
    const text = JSON.stringify([event, facts]);
    if (text !== told) log(event, facts);
    told = text;
  };
  const tellStanding = () => {
    const { state, until } = certificateStanding(readCertificate(files).facts, new Date());
    if (state !== 'valid') tell(`certificate-${state}`, { file: files.cert, until });
  };
  tellStanding();
  const timer = setInterval(() => {
    try {
      const look = lookAt(files);
      if (look !== seen) {
        server.setSecureContext(secureOptions(files));
        seen = look;
        tell('certificate-taken-up', { file: files.cert, until: readCertificate(files).facts.notAfter.toISOString() });
      }
      tellStanding();
    } catch (error) {
      tell('certificate-not-taken-up', { file: files.cert, error: (error as Error).message });
    }
  }, options.lookMs ?? LOOK_MS).unref();
  return () => clearInterval(timer);
}

function lookAt(files: CertificateFiles): string {
  return [files.cert, files.key]
    .map((file) => {
      const { ino, size, mtimeMs } = statSync(file);
      return `${ino} ${size} ${mtimeMs}`;
    })
    .join();
}
