import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { refuse } from './refusal.ts';
import type { Route } from './route.ts';
import type { Tx } from './transaction.ts';

const KEPT_MS = 24 * 3_600_000;

/** The caller's Idempotency-Key, or null. @throws input-invalid */
export function idempotencyKey(request: FastifyRequest): string | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || key.length < 8 || key.length > 200)
    refuse('input-invalid', { path: 'Idempotency-Key', rule: '8–200 characters' });
  return key as string;
}

/** Keeps the idempotency rows under the system role: they belong to no territory, and no request may read another's. */
async function underSystem<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  const before = await sql<{ role: string }>`select current_user as role`.execute(tx.db);
  await sql.raw('set local role app_system').execute(tx.db);
  const result = await work();
  await sql.raw(`set local role ${before.rows[0]!.role}`).execute(tx.db);
  return result;
}

/** Over the address itself, not its pattern: one key on two institutions is two requests. */
const digestOf = (request: FastifyRequest) =>
  createHash('sha256').update(`${request.method} ${request.url}\n`).update(request.bodyBytes).digest();

/** What was answered to the same request within 24 hours, or null. @throws idempotency-key-reused for another request under the key; answer-shown-once where it was a secret */
export async function earlierResponse(
  tx: Tx,
  key: string,
  request: FastifyRequest,
): Promise<{ status: number; output: Record<string, unknown> } | null> {
  return underSystem(tx, async () => {
    // Two requests with one key: the second waits here for the first to commit.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`${tx.actor.id} ${key}`}, 7))`.execute(tx.db);
    const row = await tx.db
      .selectFrom('idempotency')
      .selectAll()
      .where('actor_id', '=', tx.actor.id)
      .where('key', '=', key)
      .executeTakeFirst();
    if (row === undefined) return null;
    if (tx.now.getTime() - row.at.getTime() > KEPT_MS) {
      await tx.db.deleteFrom('idempotency').where('actor_id', '=', tx.actor.id).where('key', '=', key).execute();
      return null;
    }
    if (!row.body_digest.equals(digestOf(request))) refuse('idempotency-key-reused', { path: 'Idempotency-Key' });
    if (row.response === null) refuse('answer-shown-once', { path: 'Idempotency-Key' });
    return { status: row.status, output: row.response as Record<string, unknown> };
  });
}

/** Stores the answer in the transaction of what it answers, unless it is a secret; drops the caller's answers that are too old to be asked for. */
export async function rememberResponse(
  tx: Tx,
  key: string,
  route: Route,
  request: FastifyRequest,
  output: Record<string, unknown>,
): Promise<void> {
  await underSystem(tx, async () => {
    await tx.db
      .deleteFrom('idempotency')
      .where('actor_id', '=', tx.actor.id)
      .where('at', '<', new Date(tx.now.getTime() - KEPT_MS))
      .execute();
    await tx.db
      .insertInto('idempotency')
      .values({
        actor_id: tx.actor.id,
        key,
        route: route.path,
        body_digest: digestOf(request),
        status: route.status,
        response: JSON.stringify(route.shownOnce ? null : output),
        at: tx.now,
      })
      .execute();
  });
}
