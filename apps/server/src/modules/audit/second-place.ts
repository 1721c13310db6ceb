import { mkdir, open, readFile } from 'node:fs/promises';
import { connect, isIP } from 'node:net';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { connect as connectSecure } from 'node:tls';
import { type Checkpoint, readCheckpoint } from '@anjie/audit-trail';

/** Somewhere that whoever owns the database cannot write: there a checkpoint counts as delivered. */
export interface SecondPlace {
  /** kept with each checkpoint; a place under another name receives all of them anew */
  readonly name: string;
  /** Resolves when the place has taken the line. Taking one twice does no harm. */
  take(line: string): Promise<void>;
  /** What it holds, in its order; null where it cannot be asked. */
  held(): Promise<readonly Checkpoint[]> | null;
  /** The last of what it holds, asked before every signature: in constant time; null where it cannot be asked. */
  last(): Promise<Checkpoint | null> | null;
}

const WAIT_MS = 10_000;

/** A file that is only appended to, one checkpoint a line, on the disk before it counts. */
export function filePlace(path: string): SecondPlace {
  return {
    name: `file ${path}`,
    async take(line) {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const file = await open(path, 'a+', 0o600);
      try {
        const { size } = await file.stat();
        const end = Buffer.alloc(1);
        if (size > 0) await file.read(end, 0, 1, size - 1);
        // A line that a killed process left half written is closed, and stays what it is: no checkpoint.
        await file.appendFile(`${size > 0 && end.toString() !== '\n' ? '\n' : ''}${line}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
    },
    async last() {
      const file = await openIfThere(path);
      if (file === null) return null;
      try {
        const { size } = await file.stat();
        const end = Buffer.alloc(Math.min(size, TAIL));
        await file.read(end, 0, end.length, size - end.length);
        return readPlace(end.toString('utf8')).at(-1) ?? null;
      } finally {
        await file.close();
      }
    },
    async held() {
      try {
        return readPlace(await readFile(path, 'utf8'));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw error;
      }
    },
  };
}

/** Holds the last line whole, and many torn ones after it. */
const TAIL = 64 * 1024;

async function openIfThere(path: string) {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** The checkpoints of a file of lines; lines that are none are skipped. */
function readPlace(text: string): Checkpoint[] {
  return text.split('\n').flatMap((line) => readCheckpoint(line) ?? []);
}

/** A receiver of POST requests; 2xx means taken. */
export function webhookPlace(url: string): SecondPlace {
  return {
    name: `webhook ${new URL(url).host}`,
    async take(line) {
      const body = line;
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(WAIT_MS),
      });
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`webhook answered ${answer.status}`);
    },
    held: () => null,
    last: () => null,
  };
}

/**
 * A syslog receiver over TLS (RFC 5425) or TCP (RFC 6587), messages of RFC 5424 in the same frames: taken when it has closed the connection
 * in order.
 */
export function syslogPlace(address: { readonly host: string; readonly port: number; readonly tls: boolean }): SecondPlace {
  return {
    name: `syslog ${address.host}:${address.port}`,
    take: (line) =>
      new Promise((resolve, reject) => {
        const { at } = JSON.parse(line) as { at: string };
        // Facility 13 (log audit), severity 6 (informational).
        const message = `<110>1 ${at} ${hostname()} anjie ${process.pid} audit-checkpoint - ${line}`;
        const { host, port } = address;
        const socket = address.tls ? connectSecure({ host, port, servername: isIP(host) === 0 ? host : '' }) : connect(port, host);
        socket.setTimeout(WAIT_MS, () => socket.destroy(new Error(`syslog at ${address.host}:${address.port} does not answer`)));
        socket.once(address.tls ? 'secureConnect' : 'connect', () => socket.end(`${Buffer.byteLength(message)} ${message}`));
        socket.once('error', reject);
        socket.once('close', (failed) => (failed ? undefined : resolve()));
        socket.resume();
      }),
    held: () => null,
    last: () => null,
  };
}
