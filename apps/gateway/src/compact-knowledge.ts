import { rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { GatewayPolicy } from '@anjie/admission';
import { syncFolder } from './durable-file.ts';
import type { EntryChange, GatewaySettings, OrderChange } from './feed-message.ts';
import { type Change, type SnapshotLine, SnapshotWriter, snapshotFile } from './knowledge-file.ts';
import { type JournalEnd, readJournal, readSnapshot } from './knowledge-reading.ts';

export interface Compaction {
  readonly folder: string;
  /** closed journal files, oldest first; nobody writes to them any more */
  readonly journals: readonly string[];
  /** where the present snapshot stands */
  readonly from: JournalEnd;
  /** the last line of the closed files */
  readonly upTo: JournalEnd;
}

/** What the journal says last of each thing. */
class Latest {
  readonly entries = new Map<string, EntryChange>();
  readonly orders = new Map<string, OrderChange>();
  readonly policies = new Map<string, GatewayPolicy>();
  settings: GatewaySettings | null = null;
  revision: number | null = null;

  take(change: Change): void {
    if (change.type === 'settings') {
      this.settings = change.settings;
      return;
    }
    for (const entry of change.frame.entries) this.entries.set(entry.institution, entry);
    for (const order of change.frame.orders) this.orders.set(order.id, order);
    for (const policy of change.frame.policies) this.policies.set(policy.profile, policy);
    this.revision = change.frame.revision;
  }

  replaces(line: SnapshotLine): boolean {
    if ('entry' in line) return this.entries.has(line.entry.institution);
    if ('order' in line) return this.orders.has(line.order.id);
    if ('policy' in line) return this.policies.has(line.policy.profile);
    return this.settings !== null;
  }

  *lines(): Generator<SnapshotLine> {
    for (const entry of this.entries.values()) if (entry.entry !== null) yield { entry };
    for (const order of this.orders.values()) if (order.order !== null) yield { order };
    for (const policy of this.policies.values()) yield { policy };
    if (this.settings !== null) yield { settings: this.settings };
  }
}

/**
 * Merges the snapshot and closed journal files into a new snapshot, proves both on the way, puts it in the old one's place and deletes the
 * files it replaces. Dying at any point leaves knowledge whole: lines at or below the snapshot's number are passed over on reading.
 */
export async function compactKnowledge({ folder, journals, from, upTo }: Compaction): Promise<void> {
  const latest = new Latest();
  await readJournal(journals, from, upTo, (change) => latest.take(change));
  const file = snapshotFile(folder);
  let writer: SnapshotWriter | undefined;
  let header = { revision: 0, epoch: '' };
  await readSnapshot(
    folder,
    (found) => {
      header = found;
    },
    async (line, text) => {
      writer ??= await SnapshotWriter.create(`${file}.compact`, { ...header, ...position(latest, header, upTo) });
      if (!latest.replaces(line)) await writer.text(text);
    },
  );
  writer ??= await SnapshotWriter.create(`${file}.compact`, { ...header, ...position(latest, header, upTo) });
  await writer.lines(latest.lines());
  await writer.end(upTo.chain);
  await rename(writer.file, file);
  await syncFolder(dirname(file));
  for (const journal of journals) await rm(journal, { force: true });
}

function position(latest: Latest, header: { revision: number }, upTo: JournalEnd) {
  return { format: 'anjie-knowledge/1', revision: latest.revision ?? header.revision, seq: upTo.seq };
}
