import type { Socket } from 'node:net';
import type { Server } from 'node:tls';

/** First byte of a TLS record that begins a handshake (RFC 8446, 5.1). */
const HANDSHAKE = 0x16;
const FIRST_BYTE_MS = 10_000;
const LINGER_MS = 1_000;

const BODY = JSON.stringify({
  type: 'urn:anjie:refusal:tls-required',
  code: 'tls-required',
  status: 426,
  title: { zh: '此端口只接受 TLS（https）', en: 'This port speaks TLS (https) alone' },
  mend: {
    zh: '请改用 https:// 地址；若请求中带有口令或令牌，它已以明文传送，请立即更换',
    en: 'Use the https:// address; a password or token in this request has travelled in the clear: change it now',
  },
});

// RFC 9110, 15.5.22. No redirect: a program that sent a secret in the clear would go on doing so unnoticed.
const ANSWER = `HTTP/1.1 426 Upgrade Required\r\nupgrade: TLS/1.2\r\nconnection: Upgrade, close\r\ncontent-type: application/problem+json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(BODY)}\r\n\r\n${BODY}`;

/** Looks at the first byte of each connection: TLS goes its way; plain HTTP is refused in words; anything else is closed. */
export function refusePlain(server: Server): void {
  const handshakes = server.listeners('connection') as ((this: Server, socket: Socket) => void)[];
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const drop = () => socket.destroy();
    const timer = setTimeout(drop, FIRST_BYTE_MS).unref();
    socket.on('error', drop);
    socket.once('close', () => clearTimeout(timer));
    socket.once('readable', () => {
      clearTimeout(timer);
      const first = socket.read(1) as Buffer | null;
      if (first === null) return drop();
      if (first[0] !== HANDSHAKE) return answer(socket, first);
      socket.off('error', drop);
      socket.unshift(first);
      for (const begin of handshakes) begin.call(server, socket);
    });
  });
}

function answer(socket: Socket, first: Buffer): void {
  if (!/^[A-Z]$/.test(first.toString('latin1'))) return void socket.destroy();
  // What still comes is read away, so that the answer is not lost to a reset.
  socket.resume();
  socket.end(ANSWER);
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
