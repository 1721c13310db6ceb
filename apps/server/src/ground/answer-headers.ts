import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * What every answer says of itself, a page, a file, a stream, a refusal: nobody guesses its type, frames it, runs or loads anything from it, or
 * is told where it was read. A page of the portal says its own policy instead.
 */
export const GUARDED: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

/** The policy of a file that somebody handed in or takes away: besides, it is nobody's origin, should a browser show it after all. */
export const FILE_POLICY = `${GUARDED['content-security-policy']}; sandbox`;

/** Set before anything is decided, so that streams that take over the answer have it too. */
export function guardAnswer(answer: ServerResponse): void {
  for (const [name, value] of Object.entries(GUARDED)) answer.setHeader(name, value);
}

interface Unread {
  readonly status: string;
  readonly zh: string;
  readonly en: string;
}

const UNREAD: Readonly<Record<string, Unread>> = {
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    zh: '请求头过长，请缩短后重试',
    en: 'The headers are too long: shorten them',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    zh: '请求没有在时限内传完，请重试',
    en: 'The request did not arrive in time: send it again',
  },
};
const AMBIGUOUS: Unread = {
  status: '400 Bad Request',
  zh: '请求不是无歧义的 HTTP/1.1（RFC 9112）：例如有两种长度、折行的请求头或不合格式的字符；请更正后重试',
  en: 'This is not unambiguous HTTP/1.1 (RFC 9112): two lengths, a folded header or a character that has no place there, for instance; mend it and try again',
};

/** Answers what could not be read as a request, and ends the connection: what follows on it may be read in two ways. */
export function refuseUnread(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { status, zh, en } = UNREAD[error.code ?? ''] ?? AMBIGUOUS;
  const body = JSON.stringify({
    type: 'urn:anjie:refusal:request-unreadable',
    code: 'request-unreadable',
    status: Number(status.slice(0, 3)),
    title: { zh: '无法读取这个请求', en: 'This request cannot be read' },
    mend: { zh, en },
  });
  const headers = Object.entries({
    ...GUARDED,
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status}\r\n${headers.join('')}\r\n${body}`);
}
