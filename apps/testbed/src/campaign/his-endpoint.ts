/** The side that a HIS speaks to: POST /c/PATH/… is a transaction of that campaign. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type Sm2PrivateKey, sm2PublicKey } from '@anjie/guomi';
import { refusalEnvelope } from '@anjie/national-interface';
import { MAX_BODY } from '@anjie/simulated-platform';
import { readBody } from '../ground/router.ts';
import { issueToken, openMessage } from '../signing/open-message.ts';
import { sealReply } from '../signing/sealed-reply.ts';
import type { Bed } from './bed.ts';
import type { Delivery } from './fault.ts';

const JSON_TYPE = 'application/json;charset=UTF-8';

export interface Patience {
  /** longest time a timed-out request is held, ms */
  readonly holdMs: number;
  /** how late a late reply is, ms */
  readonly delayMs: number;
}

/** How the bed answers: its patience in faults, and the key that signs sealed replies. */
export interface Answering extends Patience {
  readonly signer: Sm2PrivateKey;
}

/** Answers one message of a HIS; the reply leaves only after the message is in the log. */
export async function answerHis(
  bed: Bed,
  answering: Answering,
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
  const hisKey = campaign.hisPublicKey === '' ? null : sm2PublicKey(Buffer.from(campaign.hisPublicKey, 'base64'));
  const opened = openMessage({ scheme: campaign.signing, key, headers: request.headers, body, now }, hisKey);
  const played = live.play(opened.body, opened.verified, now);
  await bed.log.append(campaign.id, live.number, played, Math.round((performance.now() - began) * 1000));
  bed.changed(campaign.id);
  const bytes = played.file ? played.delivery.bytes : sealReply(campaign.signing, key, played.delivery.bytes, answering.signer, now);
  await deliver(response, { ...played.delivery, bytes }, played.file ? 'application/octet-stream' : JSON_TYPE, answering);
}

/** POST /c/PATH/auth/oauth/token: a bearer token of the campaign, for whoever shows its id and secret (Basic). */
export async function giveToken(bed: Bed, path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  await readBody(request, MAX_BODY);
  const working = await bed.at(path);
  const key = working === null ? null : { id: working.campaign.accessKey, secret: working.campaign.secret };
  const token = key === null ? null : issueToken(key, request.headers.authorization ?? '', Date.now());
  const answer = token ?? {
    error: 'invalid_client',
    error_description: '客户端编号或密钥不是本轮测试的 / not the id and secret of this campaign',
  };
  response.writeHead(token === null ? 401 : 200, { 'content-type': JSON_TYPE });
  response.end(JSON.stringify(answer));
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
