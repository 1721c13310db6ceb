import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { loadDemonstration } from './demonstration.ts';
import { migrate } from './ground/migrate.ts';
import { startFault } from './ground/start-fault.ts';
import { GENESIS } from './modules/audit/index.ts';
import { DECIDE_VERSION, readProfiles } from './modules/regulations/index.ts';

/**
 * `migrate`: the only program that uses the owner's URL. Schema, partitions, the login's password, and on first use the installation
 * itself: its mode (never changed afterwards), its feed epoch and the first basis.
 */
const ROOT = process.env.ANJIE_REGULATIONS_ROOT ?? join(import.meta.dirname, '../../..');

async function main(): Promise<void> {
  const url = process.env.ANJIE_OWNER_DATABASE_URL;
  if (url === undefined)
    throw new Error('缺少 ANJIE_OWNER_DATABASE_URL（数据库所有者的连接） / ANJIE_OWNER_DATABASE_URL, the owner’s connection, is missing');
  const mode = process.env.ANJIE_MODE ?? 'demonstration';
  if (mode !== 'demonstration' && mode !== 'production') throw new Error(`ANJIE_MODE: ${mode}（demonstration | production）`);
  const passwordFile = process.env.ANJIE_APP_PASSWORD_FILE;
  // Before the schema: what cannot be installed changes nothing.
  const profiles = readProfiles(ROOT, mode);
  const applied = await migrate(url, passwordFile === undefined ? null : readFileSync(passwordFile, 'utf8').trim());
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock(7003)');
    const now = new Date();
    const born = await client.query('select mode from installation');
    if (born.rowCount === 0) {
      await client.query('insert into installation (mode, born_at) values ($1, $2)', [mode, now]);
      await client.query('insert into feed_head (epoch, revision) values (gen_random_uuid(), 0)');
      await client.query('insert into audit_head (seq, hash) values (0, $1)', [GENESIS]);
    } else if (born.rows[0].mode !== mode) {
      throw new Error(
        `本安装为 ${born.rows[0].mode}，模式不可更改为 ${mode} / this installation is ${born.rows[0].mode}; its mode never changes to ${mode}`,
      );
    }
    await installBasis(client, mode, profiles, now);
    if (mode === 'demonstration') await loadDemonstration(client, now);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    await client.end();
  }
  process.stdout.write(`${JSON.stringify({ applied, mode, ok: true })}\n`);
}

/**
 * The first basis comes with the installation. In a demonstration changed files are installed too; in production profiles are published by
 * two people, and a release whose decide() differs brings a generation of the same profiles, so that everything is decided again.
 */
async function installBasis(
  client: pg.Client,
  mode: 'demonstration' | 'production',
  installed: { readonly text: string; readonly digest: Buffer },
  now: Date,
): Promise<void> {
  const { rows } = await client.query(
    `select generation, digest, decide_version, profiles::text as text, (select max(generation) from basis) as latest from basis
     where approved_at is not null order by effective_at desc, generation desc limit 1`,
  );
  const last = rows[0] as { digest: Buffer; decide_version: number; text: string; latest: string } | undefined;
  const kept = mode === 'production' && last !== undefined ? { text: last.text, digest: last.digest } : installed;
  if (last?.digest.equals(kept.digest) && last.decide_version >= DECIDE_VERSION) return;
  await client.query(
    `insert into basis (generation, decide_version, profiles, digest, effective_at, requested_at, approved_at, installed) values ($1, $2, $3, $4, $5, $5, $5, true)`,
    [last === undefined ? 1 : Number(last.latest) + 1, DECIDE_VERSION, kept.text, kept.digest, last === undefined ? new Date(0) : now],
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${startFault(error as Error, 'ANJIE_OWNER_DATABASE_URL')}\n`);
  process.exitCode = 1;
});
