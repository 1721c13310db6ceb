import {
  AdmissionTable,
  deniedClass,
  ENVIRONMENTS,
  type Environment,
  type Frame,
  type GatewayPolicy,
  TRANSACTION_CLASSES,
} from '@anjie/admission';
import { passBit } from './cut-off-watch.ts';
import { type EntryChange, type GatewaySettings, NO_SETTINGS, type OrderChange } from './feed-message.ts';
import type { Passing } from './new-epoch.ts';

/** Everything that was told by the server, in memory. */
export class KnowledgeContent implements Passing {
  readonly table = new AdmissionTable();
  settings: GatewaySettings = NO_SETTINGS;
  /** institutions named by changes since the snapshot: their narrowing may not have been verified before the last stop */
  readonly changed = new Set<string>();

  /** Throws, before anything is changed, where an entry is not sound. */
  apply(entries: readonly EntryChange[], orders: readonly OrderChange[], policies: readonly GatewayPolicy[]): void {
    this.table.apply(entries, orders, policies);
  }

  /** Applies a frame from the journal. */
  replay(frame: Frame): void {
    this.apply(frame.entries, frame.orders, frame.policies);
    for (const { entry } of frame.entries) if (entry !== null) this.changed.add(entry.code);
  }

  passing(code: string, t: number): number {
    const row = this.table.byCode(code);
    if (row === null) return 0;
    let bits = 0;
    for (const environment of ENVIRONMENTS) {
      const grant = this.table.grant(row, environment, t);
      if (grant === null || !grant.admitted) continue;
      for (const transactionClass of TRANSACTION_CLASSES) {
        if (deniedClass(grant, transactionClass) === null) bits |= passBit(environment, transactionClass);
      }
    }
    return bits;
  }

  boundTo(ip: string, environment: Environment, t: number): string | null {
    const found = this.table.lookup(ip, environment, t);
    return found.kind === 'found' ? found.row.code : null;
  }
}
