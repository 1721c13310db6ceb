import { GuomiError, Keyring } from '@anjie/guomi';
import { masterKeyProvider } from './master-key.ts';
import { openSealingKeys, type SealedColumn } from './sealing-key.store.ts';

/** What the data keys are for; each is rotated by itself. 'search' seals nothing: its keys make the digests that values are found by. */
export const PURPOSES = ['persons', 'secrets', 'answers', 'files', 'search'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** What stands where a value was destroyed; the number is that of the register of destructions. */
export const DESTROYED = /^~0\.([0-9]+)$/;
const ENVELOPE = /^~([12])\.([A-Za-z0-9_-]+)\.([a-z_0-9]+)\.([a-z_0-9]+)\.([A-Za-z0-9_-]+)\.([\s\S]+)$/;
/** Another server may have made a key since: asked this often at most. */
const REFRESH_MS = 15_000;

export interface SealingOptions {
  readonly masterKeys: readonly Buffer[];
  /** the servers' login */
  readonly url: string;
  /** told when a value does not open where it stands: it was altered or moved in the database */
  readonly alarm?: (place: string) => void;
}

/**
 * Envelope encryption at rest (NX-附3.2 §6, §7). A sealed value is text: `~1.key.table.column.record.row`, `~2` where it is JSON. The record is
 * SM4-CTR with HMAC-SM3 under a data key of the purpose, bound to table, column and row; the database refuses a value whose place is
 * not its own, and plaintext (migration 0054). The data keys lie in the database wrapped by the master key, which lies in the key file.
 */
export interface Sealing {
  /** the columns that are sealed, as the database says */
  readonly columns: ReadonlyMap<string, ReadonlyMap<string, SealedColumn>>;
  readonly ring: Keyring;
  seal(table: string, column: string, row: string, text: string): string;
  /** Plain text of an envelope; what is no envelope comes back as it is. A value that does not open reads 〔无法解封〕, and the alarm is told. */
  open(text: string): Promise<string>;
  /** The text that an envelope holds, JSON unparsed, or the text itself; null where it does not open, of which the alarm is told. */
  plainText(text: string): Promise<string | null>;
  /** As open(), and what an envelope of JSON holds is parsed. */
  openValue(text: string): Promise<unknown>;
  /**
   * Keyed digest (HMAC-SM3) to keep beside a sealed value, so that it is found again; the caller brings the value into one form first. Where the
   * key may be in change (a running server) see digests(): the last of them is the one in force.
   */
  digest(value: string): string;
  /** The digests that a stored value may have, also while the key is being changed, that of the newest key first: `= any(…)`. */
  digests(value: string): Promise<string[]>;
  /** Hears of keys made or destroyed elsewhere. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

export const UNOPENED = '〔无法解封〕';
export const DESTROYED_TEXT = '〔已销毁〕';

/** @throws GuomiError 'key-unknown' when the key file does not hold the master key of this database */
export async function openSealing({ masterKeys, url, alarm = () => {} }: SealingOptions): Promise<Sealing> {
  const keys = openSealingKeys(url);
  const provider = masterKeyProvider(masterKeys);
  const ring = await Keyring.open(provider, keys.store);
  // A line was added to the key file: the data keys go under it, and the former line may be taken away.
  await ring.rewrap();
  if (PURPOSES.some((purpose) => ring.keyIds(purpose).length === 0))
    await keys.locked(async () => {
      await ring.refresh();
      for (const purpose of PURPOSES) if (ring.keyIds(purpose).length === 0) await ring.addKey(purpose, Date.now());
    });
  await ring.warm();
  const columns = byTable(await keys.columns());
  const placeOf = (table: string, column: string): SealedColumn => {
    const found = columns.get(table)?.get(column);
    if (found === undefined) throw new Error(`${table}.${column} is not sealed; say seal_columns('${table}', …) in a migration`);
    return found;
  };
  let refreshing: Promise<void> | null = null;
  let refreshedAt = 0;
  const refresh = () => {
    refreshing ??= (async () => {
      try {
        await ring.refresh();
        await ring.warm();
        refreshedAt = Date.now();
      } finally {
        refreshing = null;
      }
    })();
    return refreshing;
  };
  const timer = setInterval(() => void refresh().catch(() => {}), REFRESH_MS).unref();

  const unsealed = async (text: string): Promise<{ text: string | null; json: boolean }> => {
    const parts = ENVELOPE.exec(text);
    if (parts === null) return { text: DESTROYED.test(text) ? DESTROYED_TEXT : text, json: false };
    const [, kind, , table, column, record, row] = parts as unknown as [string, string, string, string, string, string, string];
    const context = contextOf(table, column, row);
    try {
      const bytes = Buffer.from(record, 'base64url');
      let plain = ring.openNow(bytes, context);
      if (plain === null && (refreshing !== null || Date.now() - refreshedAt > 1000)) {
        await refresh();
        plain = ring.openNow(bytes, context);
      }
      if (plain !== null) return { text: plain.toString('utf8'), json: kind === '2' };
    } catch (error) {
      if (!(error instanceof GuomiError)) throw error;
    }
    alarm(context);
    return { text: null, json: false };
  };

  return {
    columns,
    ring,
    seal(table, column, row, text) {
      const { purpose, json } = placeOf(table, column);
      const record = ring.sealNow(purpose, Buffer.from(text, 'utf8'), contextOf(table, column, row));
      return `~${json ? 2 : 1}.${ring.keyIds(purpose)[0]}.${table}.${column}.${record.toString('base64url')}.${row}`;
    },
    open: async (text) => (await unsealed(text)).text ?? UNOPENED,
    plainText: async (text) => (await unsealed(text)).text,
    async openValue(text) {
      const opened = await unsealed(text);
      if (opened.text === null) return UNOPENED;
      return opened.json ? JSON.parse(opened.text) : opened.text;
    },
    digest: (value) => ring.digestNow('search', value),
    digests: (value) => ring.searchDigests('search', value),
    refresh,
    async close() {
      clearInterval(timer);
      await refreshing?.catch(() => {});
      await keys.close();
    },
  };
}

/** What a record is bound to. */
export const contextOf = (table: string, column: string, row: string): string => `${table}.${column}/${row}`;

export const isEnvelope = (value: unknown): value is string => typeof value === 'string' && ENVELOPE.test(value);

function byTable(all: readonly SealedColumn[]): Map<string, Map<string, SealedColumn>> {
  const tables = new Map<string, Map<string, SealedColumn>>();
  for (const one of all) tables.set(one.table, (tables.get(one.table) ?? new Map<string, SealedColumn>()).set(one.column, one));
  return tables;
}
