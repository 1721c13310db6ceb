import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTlsAuthority, issueTlsCertificate, type TlsCertificate } from '@anjie/guomi';
import type { CertificateFiles } from '@anjie/transport';

const DAY_MS = 86_400_000;

/** An authority of a test, and what it issues, as files. */
export interface TestAuthority {
  readonly caFile: string;
  /** for localhost and 127.0.0.1, unless other names are said; `days` may lie in the past */
  issue(name: string, wanted?: { readonly altNames?: readonly string[]; readonly from?: number; readonly days?: number }): CertificateFiles;
  remove(): void;
}

export function testAuthority(name = 'test authority'): TestAuthority {
  const folder = mkdtempSync(join(tmpdir(), 'anjie-authority-'));
  const now = Date.now();
  const authority: TlsCertificate = createTlsAuthority([{ type: 'CN', value: name }], {
    notBefore: now - 100 * DAY_MS,
    notAfter: now + 100 * DAY_MS,
  });
  const caFile = join(folder, 'authority.pem');
  writeFileSync(caFile, authority.certificatePem);
  return {
    caFile,
    issue(of, { altNames = ['localhost', '127.0.0.1'], from = -1, days = 30 } = {}) {
      const validity = { notBefore: now + from * DAY_MS, notAfter: now + days * DAY_MS };
      const made = issueTlsCertificate({ subject: [{ type: 'CN', value: of }], altNames, validity }, authority);
      const files = { cert: join(folder, `${of}.pem`), key: join(folder, `${of}.key`) };
      writeFileSync(files.cert, made.certificatePem);
      writeFileSync(files.key, made.privateKeyPem, { mode: 0o600 });
      return files;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
