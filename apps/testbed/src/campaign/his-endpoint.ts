/** The side that a HIS speaks to: POST /c/PATH/… is a transaction of that campaign. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { refusalEnvelope } from '@anjie/national-interface';
import { MAX_BODY } from '@anjie/simulated-platform';
import { readBody } from '../ground/router.ts';
import { verifySignature } from '../signing/verify.ts';
import type { Bed } from './bed.ts';
import type { Delivery } from './fault.ts';

const JSON_TYPE = 'application/json;charset=UTF-8';

export interface Patience {
  /** longest time a timed-out request is held, ms */
  readonly holdMs: number;
  /** how late a late reply is, ms */
  readonly delayMs: number;
}

/** Answers one message of a HIS; the reply leaves only after the message is in the log. */
export async function answerHis(
  bed: Bed,
  patience: Patience,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request, MAX_BODY);
  const working = await bed.at(path);
  const now = Date.now();
  if (working === null) {
    const message = '没有这个测试地址，请核对联调申请给出的地址 / there is no such endpoint; check the one given to the campaign';
    return send(response, refusalEnvelope({ infno: '', msgid: '', message, now }), JSON_TYPE);
  }
  const { campaign, live } = working;
  if (working.run.frozenAt !== null) {
    const message = '本轮测试已提交封存，请先开始新的一轮 / this run is frozen; begin a new one first';
    return send(response, refusalEnvelope({ infno: '', msgid: '', message, now }), JSON_TYPE);
  }
  const key = { id: campaign.accessKey, secret: campaign.secret };
  const began = performance.now();
  const signature = verifySignature({ scheme: campaign.signing, key, headers: request.headers, body, now });
  const played = live.play(body, signature, now);
  await bed.log.append(campaign.id, live.number, played, Math.round((performance.now() - began) * 1000));
  bed.changed(campaign.id);
  await deliver(response, played.delivery, played.file ? 'application/octet-stream' : JSON_TYPE, patience);
}

async function deliver(response: ServerResponse, { bytes, how }: Delivery, type: string, { holdMs, delayMs }: Patience): Promise<void> {
  if (how === 'whole') return send(response, bytes, type);
  if (how === 'late') {
    await delay(delayMs);
    return send(response, bytes, type);
  }
  if (how === 'cut') {
    response.writeHead(200, { 'content-type': type, 'content-length': bytes.length });
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
    return;
  }
  // Held until the sender gives up, or for the longest time the bed affords.
  const timer = setTimeout(() => response.destroy(), holdMs);
  response.once('close', () => clearTimeout(timer));
}

function send(response: ServerResponse, bytes: Uint8Array, type: string): void {
  if (response.destroyed) return;
  response.writeHead(200, { 'content-type': type, 'content-length': bytes.length });
  response.end(bytes);
}
