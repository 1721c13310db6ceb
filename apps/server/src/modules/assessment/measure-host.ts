import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { isLoopback } from './identification.ts';
import { PORTS_AT_RISK } from './measured.ts';

/** Addresses on which a process listens, as the kernel says; empty where it does not tell. */
export function listensOf(pid: number): string[] {
  try {
    const sockets = new Set(
      readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
        try {
          return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
        } catch {
          return [];
        }
      }),
    );
    return ['tcp', 'tcp6'].flatMap((table) =>
      readFileSync(`/proc/${pid}/net/${table}`, 'utf8')
        .split('\n')
        .slice(1)
        .map((line) => line.trim().split(/\s+/))
        .filter((fields) => fields[3] === '0A' && sockets.has(fields[9]!))
        .map((fields) => addressOf(fields[1]!)),
    );
  } catch {
    return [];
  }
}

/** `0100007F:1C84` → 127.0.0.1:7300; the kernel writes each word of an address in the machine's order. */
export function addressOf(text: string): string {
  const [address, port] = text.split(':') as [string, string];
  const number = Number.parseInt(port, 16);
  const words = (address.match(/.{8}/g) ?? []).map((word) => (word.match(/../g) ?? []).reverse().join(''));
  const bytes = words.join('');
  if (bytes.length === 8) return `${(bytes.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).join('.')}:${number}`;
  if (/^0+$/.test(bytes)) return `[::]:${number}`;
  if (/^0+1$/.test(bytes)) return `[::1]:${number}`;
  return `[${(bytes.match(/.{4}/g) ?? []).join(':')}]:${number}`;
}

/** Which of the ports at risk answer on this machine. */
export async function openPorts(ports: readonly number[] = PORTS_AT_RISK): Promise<number[]> {
  const found: number[] = [];
  for (const port of ports) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect({ port, host: '127.0.0.1', timeout: 500 });
      const end = (answer: boolean) => {
        socket.destroy();
        resolve(answer);
      };
      socket
        .once('connect', () => end(true))
        .once('error', () => end(false))
        .once('timeout', () => end(false));
    });
    if (open) found.push(port);
  }
  return found;
}

/** Secret files of the installation, and those that others than their owner may read: path and mode. */
export function secretsOf(files: readonly string[], folders: readonly string[]): { all: number; open: string[] } {
  const inFolders = folders.flatMap((folder) =>
    existsSync(folder)
      ? readdirSync(folder, { withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(folder, entry.name))
      : [],
  );
  const all = [...new Set([...files, ...inFolders])].filter((file) => existsSync(file));
  const modeOf = (file: string) => statSync(file).mode & 0o777;
  return { all: all.length, open: all.filter((file) => (modeOf(file) & 0o077) !== 0).map((file) => `${file} ${modeOf(file).toString(8)}`) };
}

/** Installed packages that the lock file does not name; null where there is none to compare with. */
export function unlockedPackages(root: string): string[] | null {
  const [lock, installed] = [join(root, 'package-lock.json'), join(root, 'node_modules', '.package-lock.json')];
  if (!existsSync(lock) || !existsSync(installed)) return null;
  const namesIn = (file: string) => Object.keys((JSON.parse(readFileSync(file, 'utf8')) as { packages: object }).packages);
  const locked = new Set(namesIn(lock));
  return namesIn(installed).filter((name) => !locked.has(name));
}

/** Settings by which the server sends to another machine without TLS. */
export function plainClients(environment: Readonly<Record<string, string | undefined>>): string[] {
  const hostOf = (url: string) => new URL(url).hostname;
  const {
    ANJIE_AUDIT_WEBHOOK: webhook,
    ANJIE_AUDIT_SYSLOG: syslog,
    ANJIE_SMTP_URL: mail,
    ANJIE_INTEGRATION_URL: bed,
    CLAMAV_URL: scanner,
  } = environment;
  const found: string[] = [];
  for (const [name, url] of [
    ['ANJIE_AUDIT_WEBHOOK', webhook],
    ['ANJIE_INTEGRATION_URL', bed],
  ] as const)
    if (url?.startsWith('http://') && !isLoopback(hostOf(url))) found.push(`${name} ${url}`);
  if (syslog !== undefined && !syslog.startsWith('tls://') && !isLoopback(syslog.split(':')[0]!))
    found.push(`ANJIE_AUDIT_SYSLOG ${syslog}`);
  if (scanner?.startsWith('tcp://') && !isLoopback(hostOf(scanner))) found.push(`CLAMAV_URL ${scanner}`);
  if (mail?.startsWith('smtp://') && environment.ANJIE_SMTP_TLS === 'none' && !isLoopback(hostOf(mail)))
    found.push(`ANJIE_SMTP_TLS none ${hostOf(mail)}`);
  return found;
}

/** Whether the database is reached over a network. */
export function databaseIsRemote(url: string): boolean {
  // Read as the driver reads it: the socket’s folder may stand where a URL has no place for it.
  const { host } = new pg.Client({ connectionString: url });
  return host !== '' && !host.startsWith('/') && !isLoopback(host);
}
