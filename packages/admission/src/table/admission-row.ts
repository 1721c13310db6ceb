import type { Binding, GatewayPolicy } from '../entry.ts';
import type { Words } from './key-column.ts';

/**
 * An institution found in the table. It may be held across an await: the table knows an outdated row by `key` and gives the verdict on what
 * it knows of the institution by then.
 */
export interface AdmissionRow {
  readonly institution: string;
  readonly code: string;
  /** null: the profile's policy has not come yet, and the caller refuses */
  readonly policy: GatewayPolicy | null;
  /** the binding by which it was found; null when found by its code */
  readonly binding: Binding | null;
  /** for the table's own use */
  readonly index: number;
  readonly key: Words;
}

/** What is known of a source address in an environment. */
export type Lookup =
  | { readonly kind: 'found'; readonly row: AdmissionRow }
  /** bound in the other environment only (NX-20(4)) */
  | { readonly kind: 'wrong-environment'; readonly row: AdmissionRow }
  | { readonly kind: 'unknown-source' };
