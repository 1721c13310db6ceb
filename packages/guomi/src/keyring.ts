import { GuomiError } from './guomi-error.ts';
import type { KeyStore, WrappedKey } from './key-store.ts';
import type { CryptoProvider } from './provider.ts';
import { keyIdOf, openRecord, SECRET_BYTES, SealingKey, sealRecord } from './sealed-record.ts';

/** A file with a key of its own: destroying `wrapped` destroys the file, wherever copies of `sealed` lie. */
export interface SealedFile {
  readonly wrapped: Buffer;
  readonly sealed: Buffer;
}

const OWN_KEY = 'own';

/**
 * Data keys per purpose, wrapped by the provider's master key (envelope encryption). Rotation needs no pause: a new key seals from now on,
 * the former go on opening; a server that has not heard of a key looks it up when it meets its id.
 */
export class Keyring {
  readonly #provider: CryptoProvider;
  readonly #store: KeyStore;
  #rows = new Map<string, WrappedKey>();
  readonly #keys = new Map<string, Promise<SealingKey>>();
  /** those of #keys that are unwrapped, for callers that cannot wait */
  readonly #ready = new Map<string, SealingKey>();

  private constructor(provider: CryptoProvider, store: KeyStore) {
    this.#provider = provider;
    this.#store = store;
  }

  static async open(provider: CryptoProvider, store: KeyStore): Promise<Keyring> {
    const ring = new Keyring(provider, store);
    await ring.refresh();
    return ring;
  }

  /** Reads the store again and forgets keys that are gone. */
  async refresh(): Promise<void> {
    this.#rows = new Map((await this.#store.load()).map((row) => [row.id, row]));
    for (const id of this.#keys.keys()) if (!this.#rows.has(id)) this.#forget(id);
  }

  /** Makes a key for a purpose, the first or the next (rotation): it seals from now on. `now` in epoch milliseconds. Gives its id. */
  async addKey(purpose: string, now: number): Promise<string> {
    const id = (await this.#provider.random(8)).toString('hex');
    const secret = await this.#provider.random(SECRET_BYTES);
    const { masterKeyId, bytes } = await this.#provider.wrap(secret, wrapping(id, purpose));
    secret.fill(0);
    const latest = Math.max(now, ...this.#of(purpose).map((row) => row.createdAt + 1));
    const row = { id, purpose, masterKeyId, wrapped: bytes, createdAt: latest };
    await this.#store.insert(row);
    this.#rows.set(id, row);
    return id;
  }

  /** Key ids of a purpose, the one that seals first. */
  keyIds(purpose: string): string[] {
    return this.#of(purpose).map((row) => row.id);
  }

  /** Seals under the purpose's newest key, bound to the context. @throws GuomiError 'key-unknown' when the purpose has no key yet */
  async seal(purpose: string, plaintext: Uint8Array, context: string): Promise<Buffer> {
    return sealRecord(plaintext, await this.#current(purpose), context);
  }

  /** @throws GuomiError 'record-malformed', 'record-altered'; 'key-unknown' for a key that is destroyed or serves another purpose */
  async open(purpose: string, record: Uint8Array, context: string): Promise<Buffer> {
    return openRecord(record, await this.#keyOf(purpose, keyIdOf(record)), context);
  }

  /** Unwraps every key, so that sealNow, openNow and digestNow need not wait; call it again after refresh(). */
  async warm(): Promise<void> {
    await Promise.all([...this.#rows.values()].map((row) => this.#unwrapped(row)));
  }

  /** seal() for callers that cannot wait. @throws GuomiError 'key-unknown' when the newest key of the purpose is not warm */
  sealNow(purpose: string, plaintext: Uint8Array, context: string): Buffer {
    return sealRecord(plaintext, this.#readyKey(purpose), context);
  }

  /** open() for callers that cannot wait; null where the key is not warm here: refresh, warm and ask again. @throws GuomiError as open() */
  openNow(record: Uint8Array, context: string): Buffer | null {
    const key = this.#ready.get(keyIdOf(record));
    return key === undefined ? null : openRecord(record, key, context);
  }

  /** digest() for callers that cannot wait. @throws GuomiError 'key-unknown' when the newest key of the purpose is not warm */
  digestNow(purpose: string, value: string): string {
    return digestBy(this.#readyKey(purpose), value);
  }

  /** The record under the newest key, or null when it is so already: for a rotation that goes row by row and may stop anywhere. */
  async reseal(purpose: string, record: Uint8Array, context: string): Promise<Buffer | null> {
    if (keyIdOf(record) === this.keyIds(purpose)[0]) return null;
    return this.seal(purpose, await this.open(purpose, record, context), context);
  }

  /** Wraps every data key under the current master key; gives how many it wrapped. Stopped anywhere, the next call goes on. */
  async rewrap(): Promise<number> {
    await this.refresh();
    const master = await this.#provider.currentMasterKey();
    let count = 0;
    for (const row of this.#rows.values()) {
      if (row.masterKeyId === master) continue;
      const context = wrapping(row.id, row.purpose);
      const secret = await this.#provider.unwrap({ masterKeyId: row.masterKeyId, bytes: row.wrapped }, context);
      const { masterKeyId, bytes } = await this.#provider.wrap(secret, context);
      secret.fill(0);
      if (await this.#store.replace({ ...row, masterKeyId, wrapped: bytes }, row.masterKeyId)) count += 1;
    }
    await this.refresh();
    return count;
  }

  /** Destroys a key and with it everything sealed under it. Other servers forget it when they refresh. */
  async destroy(id: string): Promise<void> {
    await this.#store.remove(id);
    this.#rows.delete(id);
    this.#forget(id);
  }

  /** Keyed digest to store beside a sealed value and search by: `keyId:hex`. The caller brings the value into one form first. */
  async digest(purpose: string, value: string): Promise<string> {
    return digestBy(await this.#current(purpose), value);
  }

  /** The digests a stored value may have, one per key of the purpose: `WHERE digest = ANY (…)` finds it while a rotation is under way. */
  async searchDigests(purpose: string, value: string): Promise<string[]> {
    const keys = await Promise.all(this.keyIds(purpose).map((id) => this.#keyOf(purpose, id)));
    return keys.map((key) => digestBy(key, value));
  }

  /** Seals a file under a key of its own, which is sealed under the purpose's key. */
  async sealFile(purpose: string, content: Uint8Array, context: string): Promise<SealedFile> {
    const secret = await this.#provider.random(SECRET_BYTES);
    const sealed = sealRecord(content, new SealingKey(OWN_KEY, secret), context);
    const wrapped = await this.seal(purpose, secret, context);
    secret.fill(0);
    return { wrapped, sealed };
  }

  /** @throws GuomiError as open() */
  async openFile(purpose: string, { wrapped, sealed }: SealedFile, context: string): Promise<Buffer> {
    return openRecord(sealed, new SealingKey(OWN_KEY, await this.open(purpose, wrapped, context)), context);
  }

  #of(purpose: string): WrappedKey[] {
    const rows = [...this.#rows.values()].filter((row) => row.purpose === purpose);
    return rows.sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
  }

  async #current(purpose: string): Promise<SealingKey> {
    if (this.#of(purpose).length === 0) await this.refresh();
    const [row] = this.#of(purpose);
    if (row === undefined)
      throw new GuomiError('key-unknown', `用途“${purpose}”还没有密钥，请先新增`, `there is no key for "${purpose}" yet; add one first`);
    return this.#unwrapped(row);
  }

  async #keyOf(purpose: string, id: string): Promise<SealingKey> {
    if (!this.#rows.has(id)) await this.refresh();
    const row = this.#rows.get(id);
    if (row === undefined)
      throw new GuomiError(
        'key-unknown',
        `没有数据密钥 ${id}：已销毁，或不属于此系统`,
        `there is no data key ${id}: it was destroyed, or belongs to another system`,
      );
    if (row.purpose !== purpose)
      throw new GuomiError(
        'key-unknown',
        `密钥 ${id} 用于“${row.purpose}”，不用于“${purpose}”`,
        `key ${id} serves "${row.purpose}", not "${purpose}"`,
      );
    return this.#unwrapped(row);
  }

  #readyKey(purpose: string): SealingKey {
    const id = this.keyIds(purpose)[0];
    const key = id === undefined ? undefined : this.#ready.get(id);
    if (key !== undefined) return key;
    throw new GuomiError(
      'key-unknown',
      `用途“${purpose}”的密钥尚未就绪，请稍后再试`,
      `the key for "${purpose}" is not ready yet; try again`,
    );
  }

  #unwrapped(row: WrappedKey): Promise<SealingKey> {
    const known = this.#keys.get(row.id);
    if (known !== undefined) return known;
    const key = this.#unwrap(row);
    this.#keys.set(row.id, key);
    // A provider that failed once is asked again.
    key.catch(() => this.#keys.delete(row.id));
    return key;
  }

  async #unwrap(row: WrappedKey): Promise<SealingKey> {
    const secret = await this.#provider.unwrap({ masterKeyId: row.masterKeyId, bytes: row.wrapped }, wrapping(row.id, row.purpose));
    const key = new SealingKey(row.id, secret);
    secret.fill(0);
    this.#ready.set(row.id, key);
    return key;
  }

  #forget(id: string): void {
    const key = this.#keys.get(id);
    this.#keys.delete(id);
    this.#ready.delete(id);
    key?.then(
      (known) => known.forget(),
      () => undefined,
    );
  }
}

/** What a wrapped key is bound to: two rows exchanged in the database do not open. */
function wrapping(id: string, purpose: string): string {
  return `data key ${id} for ${purpose}`;
}

function digestBy(key: SealingKey, value: string): string {
  return `${key.id}:${key.digest(value)}`;
}
