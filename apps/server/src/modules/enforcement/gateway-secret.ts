import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Transactor } from '../../ground/transaction.ts';
import { refuse } from './enforcement.errors.ts';

/** A gateway's clock may be off by this much when it proves itself (ours; the texts are silent). */
const TOLERANCE_MS = 120_000;

export interface KnownGateway {
  readonly id: string;
  readonly code: string;
  readonly prov: string | null;
  readonly secret: Buffer;
}

/** The enrolment secret: derived from the installation's key, so that the database holds nothing secret. 32 bytes as hex. */
export function gatewaySecret(masterKey: Buffer, code: string, serial: number): string {
  return createHmac('sm3', masterKey).update(`gateway\n${code}\n${serial}`).digest('hex');
}

export function mac(secret: Buffer, text: string | Uint8Array): string {
  return createHmac('sm3', secret).update(text).digest('hex');
}

/**
 * Proves a gateway by the MAC of its request: HMAC-SM3(secret, METHOD ⏎ PATH?QUERY ⏎ TIME ⏎ hex SM3(body)).
 *
 * One that is out of service still proves itself: should it run again, it must hear that nothing passes there.
 *
 * @throws gateway-unknown, the same for an unknown code, a wrong MAC and a stale time
 */
export function gatewayAuthenticator(transactor: Transactor, masterKey: Buffer) {
  return async (request: FastifyRequest): Promise<KnownGateway> => {
    const code = header(request, 'x-anjie-gateway');
    const time = Number(header(request, 'x-anjie-time'));
    const given = Buffer.from(header(request, 'x-anjie-mac'), 'hex');
    const known = await transactor.asSystem(request.id, (tx) =>
      tx.db.selectFrom('gateway').select(['id', 'code', 'prov', 'secret_serial']).where('code', '=', code).executeTakeFirst(),
    );
    // The secret's text is the key, as it stands in the gateway's file.
    const secret = Buffer.from(gatewaySecret(masterKey, code, known?.secret_serial ?? 0));
    const body = createHash('sm3').update(request.bodyBytes).digest('hex');
    const expected = Buffer.from(mac(secret, `${request.method}\n${request.url}\n${time}\n${body}`), 'hex');
    const good = given.length === expected.length && timingSafeEqual(given, expected);
    const late = !(Math.abs(Date.now() - time) <= TOLERANCE_MS);
    if (known === undefined || !good || late) {
      const subject = known === undefined ? null : ({ kind: 'gateway', name: known.code, prov: known.prov } as const);
      const fault = known === undefined ? 'unknown-gateway' : good ? 'late' : 'wrong-mac';
      return refuse('gateway-unknown', { path: 'x-anjie-mac', signal: { kind: 'gateway', subject, fault } });
    }
    return { id: known.id, code: known.code, prov: known.prov, secret };
  };
}

function header(request: FastifyRequest, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}
