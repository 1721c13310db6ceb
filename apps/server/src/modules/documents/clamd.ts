import { connect, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';

/** What a scanner said of a file. */
export type ScanVerdict = { readonly state: 'clean' } | { readonly state: 'infected'; readonly signature: string };

/** Who looks at what is handed in before it is kept. */
export interface Scanner {
  /** @throws ScannerFault where there is no verdict */
  scan(content: Buffer | AsyncIterable<Buffer>): Promise<ScanVerdict>;
  /** @throws ScannerFault where it does not answer */
  ping(): Promise<void>;
}

/** No verdict: unreachable, silent, over its own limit, or an answer that is none. */
export class ScannerFault extends Error {
  override readonly name = 'ScannerFault';
}

const WAIT_MS = 30_000;
const CHUNK = 64 * 1024;
const LONGEST_ANSWER = 4096;
const DEFAULT_PORT = 3310;
const BROKEN: ReadonlySet<string> = new Set(['EPIPE', 'ECONNRESET']);

export type ClamdAddress = { readonly path: string } | { readonly host: string; readonly port: number };

/** `tcp://host[:3310]`, `unix:/path` or `/path`. @throws Error in both languages for anything else */
export function clamdAddress(text: string): ClamdAddress {
  const path = /^(?:unix:(?:\/\/)?)?(\/.+)$/.exec(text)?.[1];
  if (path !== undefined) return { path };
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'tcp:' || url.hostname === '' || url.pathname.length > 1 || url.search !== '' || url.username !== '')
    throw new Error(`CLAMAV_URL=${text}：应为 tcp://主机:3310 或 unix:/套接字路径 / must be tcp://host:3310 or unix:/path of the socket`);
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? DEFAULT_PORT : Number(url.port) };
}

/** The ClamAV daemon, by its own protocol (clamd(8): INSTREAM with lengths in network order, commands ended by a zero byte). */
export function clamd(address: ClamdAddress, waitMs: number = WAIT_MS): Scanner {
  return {
    async scan(content) {
      const answer = await ask(address, waitMs, async (socket) => {
        await write(socket, Buffer.from('zINSTREAM\0'));
        for await (const chunk of chunksOf(content)) {
          const length = Buffer.alloc(4);
          length.writeUInt32BE(chunk.length);
          await write(socket, Buffer.concat([length, chunk]));
          await setImmediate();
        }
        await write(socket, Buffer.alloc(4));
      });
      if (answer === 'stream: OK') return { state: 'clean' };
      const signature = /^stream: ([\x21-\x7e]{1,200}) FOUND$/.exec(answer)?.[1];
      if (signature !== undefined) return { state: 'infected', signature };
      throw new ScannerFault(`clamd: ${printable(answer)}`);
    },
    async ping() {
      const answer = await ask(address, Math.min(waitMs, 3_000), (socket) => write(socket, Buffer.from('zPING\0')));
      if (answer !== 'PONG') throw new ScannerFault(`clamd: ${printable(answer)}`);
    },
  };
}

async function* chunksOf(content: Buffer | AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const piece of Buffer.isBuffer(content) ? [content] : content)
    for (let at = 0; at < piece.length; at += CHUNK) yield piece.subarray(at, at + CHUNK);
}

/** One connection, one command, one answer up to its zero byte. */
async function ask(address: ClamdAddress, waitMs: number, say: (socket: Socket) => Promise<void>): Promise<string> {
  const socket = connect(address);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const fail = (why: string) => reject(new ScannerFault(`clamd: ${why}`));
  const timer = setTimeout(() => fail(`no answer within ${waitMs} ms`), waitMs);
  let heard = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    heard = Buffer.concat([heard, chunk]);
    const end = heard.indexOf(0);
    if (end >= 0) resolve(heard.subarray(0, end).toString('utf8').trim());
    else if (heard.length > LONGEST_ANSWER) fail('its answer does not end');
  });
  let said = false;
  // Over its limit it answers and closes while we still write. What it said counts where it was read before the pipe broke
  // (hence the turn of the loop after each chunk); where it was not, its limit is the likely reason and is named.
  socket.on('error', async ({ code, message }: NodeJS.ErrnoException) => {
    await setImmediate();
    fail(said || !BROKEN.has(code ?? '') ? (code ?? message) : 'closed while it was sent the file; its StreamMaxLength may be exceeded');
  });
  socket.on('close', async () => {
    await setImmediate();
    fail('closed without an answer');
  });
  say(socket).then(
    () => {
      said = true;
    },
    // What the connection did is told by its own events; what is left is a file that could not be read to its end.
    (error) => {
      if (socket.errored === null && !socket.destroyed) reject(error);
    },
  );
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

function write(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => socket.write(bytes, (error) => (error ? reject(error) : resolve())));
}

const printable = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 200);
