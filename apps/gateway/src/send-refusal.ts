import { MAX_MESSAGE, refusalEnvelope } from '@anjie/national-interface';
import type { Arrived } from './arrived-request.ts';
import { type Refusal, sentenceOf } from './refusal.ts';

/** "[2207A] " in front of the sentence. */
const LABEL = 9;

/**
 * Sends a refusal that a HIS can show: HTTP 200 with an envelope of infcode -1; HTTP 400 only where no JSON was understood. Headers carry the
 * stable code, the clause (percent-encoded UTF-8, for clause ids hold Chinese) and the id of the request. Returns status and bytes sent.
 */
export function sendRefusal(arrived: Arrived, refusal: Refusal): { readonly status: number; readonly bytesOut: number } {
  const { envelope, received, at } = arrived;
  const status = !envelope.ok && (envelope.code === 'not-json' || envelope.code === 'body-too-large') ? 400 : 200;
  const body = refusalEnvelope({
    infno: envelope.ok ? envelope.infno : '',
    msgid: envelope.ok ? envelope.msgid : '',
    message: sentenceOf(refusal, MAX_MESSAGE - LABEL),
    received: at,
    now: at,
  });
  const { response, connection } = received;
  if (!response.destroyed && !response.headersSent) {
    // Who may not pass at all is not kept connected: a connection left open would have to be closed by the next cut-off.
    if (refusal.final || connection.closing) response.setHeader('connection', 'close');
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': body.length,
      'x-anjie-refusal': refusal.code,
      'x-anjie-clause': encodeURIComponent(refusal.clause),
      'x-anjie-request': received.id,
    });
    response.end(body);
  }
  return { status, bytesOut: body.length };
}
