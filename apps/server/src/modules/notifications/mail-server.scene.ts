/** A mail server for the tests: real SMTP over TCP, with TLS of an authority of its own and a login, which can be shut and opened again. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';

export interface Received {
  readonly to: string;
  readonly messageId: string;
  readonly subject: string;
  readonly text: string;
  readonly secure: boolean;
}

export interface MailServerScene {
  readonly received: Received[];
  readonly environment: Record<string, string>;
  /** what it answers once a message is there; null: takes it. Set to a promise it keeps the sender waiting. */
  answer: (mail: Received) => Promise<Error | null>;
  open(): Promise<void>;
  shut(): Promise<void>;
}

export async function mailServerScene(): Promise<MailServerScene> {
  const folder = mkdtempSync(join(tmpdir(), 'anjie-mail-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const openssl = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=localhost',
  ];
  execFileSync('openssl', [...openssl, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  });
  const received: Received[] = [];
  let server: SMTPServer | null = null;
  let port = 0;
  const scene = {
    received,
    environment: {} as Record<string, string>,
    answer: async (): Promise<Error | null> => null,
    open: () =>
      new Promise<void>((resolve) => {
        server = new SMTPServer({
          key: readFileSync(key),
          cert: readFileSync(cert),
          logger: false,
          closeTimeout: 200,
          onAuth: (auth, _, done) =>
            auth.username === 'anjie' && auth.password === 'se cret' ? done(null, { user: 'anjie' }) : done(new Error('wrong password')),
          onData: (stream, session, done) => {
            const chunks: Buffer[] = [];
            stream.on('data', (chunk: Buffer) => chunks.push(chunk));
            stream.on('end', () => {
              const { rcptTo } = session.envelope;
              const mail = { ...parsed(Buffer.concat(chunks).toString()), to: rcptTo[0]!.address, secure: session.secure };
              received.push(mail);
              (scene as MailServerScene).answer(mail).then((error) => done(error));
            });
          },
        });
        server.on('error', () => {});
        // A test that fails before it shuts the server ends all the same.
        server.server.unref();
        server.listen(port, '127.0.0.1', () => {
          port = (server!.server.address() as AddressInfo).port;
          scene.environment = {
            ANJIE_SMTP_URL: `smtp://anjie:se%20cret@localhost:${port}`,
            ANJIE_SMTP_FROM: '安接 <anjie@example.cn>',
            ANJIE_SMTP_CA: cert,
            ANJIE_SMTP_RETRY_SECONDS: '1',
            ANJIE_PORTAL_URL: 'https://anjie.example.cn/portal/',
          };
          resolve();
        });
      }),
    shut: () => new Promise<void>((resolve) => (server === null ? resolve() : server.close(() => resolve()))),
  };
  await scene.open();
  return scene;
}

function parsed(message: string): Omit<Received, 'to' | 'secure'> {
  const end = message.indexOf('\r\n\r\n');
  const headers = message.slice(0, end).replaceAll(/\r\n[ \t]+/g, ' ');
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(headers)?.[1] ?? '';
  const body = message.slice(end + 4);
  const encoding = header('Content-Transfer-Encoding').toLowerCase();
  return {
    messageId: header('Message-ID'),
    subject: header('Subject')
      .replaceAll(/\?= =\?/g, '?==?')
      .replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
        kind.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString() : quotedPrintable(text.replaceAll('_', ' ')),
      ),
    text: encoding === 'base64' ? Buffer.from(body, 'base64').toString() : quotedPrintable(body),
  };
}

function quotedPrintable(text: string): string {
  const bytes = text
    .replaceAll(/=\r\n/g, '')
    .replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
