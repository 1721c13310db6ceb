import type { Finding } from '@anjie/national-interface';

export type Fields = Readonly<Record<string, unknown>>;

/** What the sender can know of the outcome: a lost reply leaves it in the dark. */
export type ReplyKind = 'accepted' | 'refused' | 'lost';

/** One request of a HIS and what the bed answered, as the recogniser sees it. All values are test data. */
export interface Exchange {
  /** place in the run, from 1 */
  readonly seq: number;
  /** arrival, epoch ms */
  readonly at: number;
  readonly infno: string;
  readonly msgid: string;
  /** the request's envelope, input included; empty where the body could not be read */
  readonly request: Fields;
  /** the reply's output as it would have been without a fault */
  readonly output: Fields;
  readonly reply: ReplyKind;
  /** the platform's words of a refusal; '' otherwise */
  readonly error: string;
  /** fault that was played, or null */
  readonly fault: string | null;
  /** findings against the interface catalogue in tolerant mode */
  readonly findings: readonly Finding[];
  /** null: the campaign asks for no signature */
  readonly signature: { readonly ok: boolean; readonly diagnosis: string } | null;
}
