/** A data key as it is stored: wrapped under a master key, safe to keep in the database. */
export interface WrappedKey {
  readonly id: string;
  readonly purpose: string;
  readonly masterKeyId: string;
  readonly wrapped: Buffer;
  /** Epoch milliseconds; the newest key of a purpose is the one that seals. */
  readonly createdAt: number;
}

/** Where wrapped keys are kept. Each call is one durable step, so that a process that dies between two of them loses nothing. */
export interface KeyStore {
  load(): Promise<readonly WrappedKey[]>;
  insert(key: WrappedKey): Promise<void>;
  /** Puts the newly wrapped key in its place, only while it is still wrapped under `formerMasterKeyId`; false when it is not, or is gone. */
  replace(key: WrappedKey, formerMasterKeyId: string): Promise<boolean>;
  /** Removes the row for good: what was sealed with the key can never be opened again. */
  remove(id: string): Promise<void>;
}
