import { readFileSync } from 'node:fs';
import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';

export interface MailServer {
  /** smtp://[user:password@]host[:port] or smtps://… (TLS from the first byte) */
  readonly url: string;
  readonly from: string;
  /** 'required': STARTTLS or nothing (RFC 3207); 'none': in the clear, within a protected network alone */
  readonly tls: 'required' | 'none';
  /** PEM file of the authority to trust instead of the system's */
  readonly caFile: string | null;
}

export interface Mail {
  /** stable over attempts: Message-ID (RFC 5322, 3.6.4) */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly at: Date;
}

/**
 * How handing over ended: taken; refused for good (5yz); refused for now, or not begun (4yz, no connection); or unclear: the connection broke
 * after the message had begun to go out, so that it may have been taken (RFC 5321, 6.1).
 */
export type HandedOver = { readonly outcome: 'sent' } | { readonly outcome: 'refused' | 'later' | 'unclear'; readonly error: string };

/** A connection to the mail server, open and logged in. */
export interface OpenMailServer {
  handOver(mail: Mail): Promise<HandedOver>;
  close(): void;
}

const TIMES = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000, dnsTimeout: 5_000 };

/** @throws Error where the server cannot be reached, offers no TLS though it is required, or does not take the login */
export async function openMailServer(server: MailServer): Promise<OpenMailServer> {
  const url = new URL(server.url);
  const secure = url.protocol === 'smtps:';
  const connection = new SMTPConnection({
    host: url.hostname,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: !secure && server.tls === 'required',
    ignoreTLS: server.tls === 'none',
    tls: { minVersion: 'TLSv1.2', ...(server.caFile === null ? {} : { ca: readFileSync(server.caFile) }) },
    ...TIMES,
  });
  let broken: Error | null = null;
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  connection.on('error', (error: Error) => {
    broken = error;
    failed.reject(error);
  });
  connection.on('end', () => failed.reject(broken ?? new Error('connection closed')));
  const orFailed = <Value>(work: Promise<Value>) => Promise.race([work, failed.promise]);
  try {
    await orFailed(new Promise<void>((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve()))));
    if (url.username !== '')
      await orFailed(
        new Promise<void>((resolve, reject) =>
          connection.login({ user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) }, (error) =>
            error ? reject(error) : resolve(),
          ),
        ),
      );
  } catch (error) {
    connection.close();
    throw error;
  }
  return {
    async handOver(mail) {
      const message = await compose(mail, server.from);
      try {
        await orFailed(
          new Promise<void>((resolve, reject) =>
            connection.send({ from: addressOf(server.from), to: [mail.to] }, message, (error) => (error ? reject(error) : resolve())),
          ),
        );
        return { outcome: 'sent' };
      } catch (error) {
        return endedBy(error as SmtpError);
      }
    },
    close: () => connection.quit(),
  };
}

interface SmtpError extends Error {
  readonly responseCode?: number;
  readonly command?: string;
  readonly code?: string;
}

/** Before DATA nothing has gone out; an answer says what became of it; anything else is unclear. */
function endedBy(error: SmtpError): HandedOver {
  const said = withoutAddresses(error.message);
  if (error.responseCode !== undefined)
    return { outcome: error.responseCode >= 500 && error.responseCode !== 503 ? 'refused' : 'later', error: said };
  if (error.code === 'EENVELOPE' || error.command === 'MAIL FROM' || error.command === 'RCPT TO') return { outcome: 'later', error: said };
  return { outcome: 'unclear', error: said };
}

/** Why a server did not answer, fit to be listed: without the address that the mail goes to. */
export function withoutAddresses(message: string): string {
  return message.replaceAll(/[^\s<>"]+@[^\s<>"]+/g, '…').slice(0, 300);
}

function compose(mail: Mail, from: string): Promise<Buffer> {
  const composer = new MailComposer({
    from,
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    date: mail.at,
    messageId: `<${mail.id}@${addressOf(from).split('@')[1] ?? 'anjie'}>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return new Promise((resolve, reject) =>
    composer.compile().build((error: Error | null, message) => (error ? reject(error) : resolve(message as Buffer))),
  );
}

/** "安接 <anjie@example.cn>" → "anjie@example.cn" */
function addressOf(from: string): string {
  return /<([^>]+)>/.exec(from)?.[1] ?? from;
}
