import { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import * as tls from 'node:tls';
import type { TlsLog } from './secure-server.ts';

const LOOK_MS = 10_000;

/**
 * From now on every TLS connection that this process opens trusts the authorities of this file, and no others: no client can be forgotten.
 * A file that was replaced is taken up for new connections; one that holds no authority is not, and the log says so.
 *
 * @throws Error in both languages for a file that cannot be read or holds no certificate of an authority
 * @returns ends the looking
 */
export function trustAuthorities(file: string, log: TlsLog = () => undefined, options: { readonly lookMs?: number } = {}): () => void {
  trust(readAuthorities(file));
  let seen = lookAt(file);
  const timer = setInterval(() => {
    const look = lookAt(file);
    if (look === seen) return;
    seen = look;
    try {
      trust(readAuthorities(file));
      log('authorities-taken-up', { file });
    } catch (error) {
      log('authorities-not-taken-up', { file, error: (error as Error).message });
    }
  }, options.lookMs ?? LOOK_MS).unref();
  return () => clearInterval(timer);
}

function trust(authorities: string[]): void {
  // Named in the import, it would keep an older Node from starting at all.
  if (typeof tls.setDefaultCACertificates !== 'function')
    throw new Error(`ANJIE_CA_FILE 须用 Node 22.19 或 24.5 以上 / needs Node 22.19, or 24.5 and later; this is ${process.versions.node}`);
  tls.setDefaultCACertificates(authorities);
}

function readAuthorities(file: string): string[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${file}：无法读取证书机构文件（${(error as NodeJS.ErrnoException).code}）/ the file of authorities cannot be read`);
  }
  const found = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const authorities = found.filter((pem) => {
    try {
      return new X509Certificate(pem).ca;
    } catch {
      return false;
    }
  });
  if (authorities.length === 0 || authorities.length < found.length)
    throw new Error(
      `${file}：应只含证书机构的 PEM 证书（有 ${found.length} 张，其中机构证书 ${authorities.length} 张）/ must hold certificates of authorities alone, and at least one (it holds ${found.length}, of which ${authorities.length} are authorities')`,
    );
  return authorities;
}

function lookAt(file: string): string {
  try {
    const { ino, size, mtimeMs } = statSync(file);
    return `${ino} ${size} ${mtimeMs}`;
  } catch {
    return 'gone';
  }
}
