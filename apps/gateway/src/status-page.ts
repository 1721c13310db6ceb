import type { IncomingMessage, ServerResponse } from 'node:http';
import { health, metrics, type StatusSources } from './status.ts';

/** Answers GET /health and GET /metrics; false for everything else. */
export function statusPage(request: IncomingMessage, response: ServerResponse, sources: StatusSources): boolean {
  if (request.method !== 'GET') return false;
  if (request.url === '/health') {
    send(response, 'application/json; charset=utf-8', JSON.stringify(health(sources)));
    return true;
  }
  if (request.url === '/metrics') {
    send(response, 'text/plain; version=0.0.4; charset=utf-8', metrics(sources));
    return true;
  }
  return false;
}

function send(response: ServerResponse, type: string, text: string): void {
  const body = Buffer.from(text);
  response.writeHead(200, { 'content-type': type, 'content-length': body.length, 'cache-control': 'no-store' }).end(body);
}
