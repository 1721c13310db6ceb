import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { type Accepted, readAccepted, readWithheld, writeAccepted, writeWithheld } from './accepted.ts';
import { syncFolder, writeWhole } from './durable-file.ts';
import type { KnowledgeContent } from './knowledge-content.ts';
import { type Change, journalFile, listJournals, nextChain, SnapshotWriter, snapshotFile } from './knowledge-file.ts';
import { DiskKnowledgeError, type DiskReason, type JournalEnd, readJournal, readSnapshot } from './knowledge-reading.ts';
import type { Withheld } from './new-epoch.ts';

/** A journal above this size is merged into the snapshot, unless the snapshot itself is larger. */
const COMPACT_ABOVE = 4 * 1024 * 1024;

/** What the folder held at start. `epoch` null: this gateway never accepted any knowledge. */
export type Opened = {
  /** the epoch accepted before; null: none ever; undefined: it cannot be told any more */
  readonly epoch: string | null | undefined;
  readonly revision: number;
  /** institutions withheld since the epoch was met; undefined: there was such a list and it is lost */
  readonly withheld: Withheld | null | undefined;
} & ({ readonly usable: true } | { readonly usable: false; readonly reason: DiskReason; readonly where: string });

interface Pending {
  readonly change: Change;
  readonly revision: number;
}

/**
 * Knowledge on disk: snapshot, journal of changes, and how far the gateway has come. A change counts as durable, and is acknowledged, only
 * after its line and then `accepted.json` are on the disk.
 */
export class KnowledgeStore {
  /** called with every revision that has become durable */
  onDurable: (epoch: string, revision: number) => void = () => undefined;
  failing = false;
  readonly #folder: string;
  readonly #compactAbove: number;
  #accepted: Accepted | null = null;
  #snapshot: JournalEnd = { seq: 0, chain: '' };
  #end: JournalEnd = { seq: 0, chain: '' };
  #journal: { handle: FileHandle; bytes: number } | null = null;
  #pending: Pending[] = [];
  #work: Promise<void> = Promise.resolve();
  #compacting: Promise<void> | null = null;
  #scheduled = false;
  #usable = false;

  constructor(folder: string, compactAbove = COMPACT_ABOVE) {
    this.#folder = folder;
    this.#compactAbove = compactAbove;
  }

  /**
   * Reads what the folder holds into `sink`. Where it is not whole, unaltered, of the accepted epoch and at least as far as what was
   * accepted, the answer says so and what the sink received must be thrown away.
   */
  async open(sink: KnowledgeContent): Promise<Opened> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const accepted = await readAccepted(this.#folder);
    if (accepted.state !== 'whole') {
      const knowledgeThere = (await stat(snapshotFile(this.#folder)).catch(() => null)) !== null;
      const epoch = accepted.state === 'absent' ? null : undefined;
      const reason = accepted.state === 'broken' ? 'altered' : 'missing';
      if (accepted.state === 'absent' && !knowledgeThere) await rm(`${snapshotFile(this.#folder)}.new`, { force: true });
      return { usable: false, reason, where: 'accepted.json', epoch, revision: 0, withheld: null };
    }
    this.#accepted = accepted.value;
    const withheld = await this.#openWithheld(accepted.value);
    const known = { epoch: accepted.value.epoch, revision: accepted.value.revision, withheld };
    try {
      await this.#read(sink, accepted.value);
      if (withheld === undefined) throw new DiskKnowledgeError('altered', 'withheld.json');
      this.#usable = true;
      return { ...known, revision: this.#accepted.revision, usable: true };
    } catch (error) {
      if (error instanceof DiskKnowledgeError) return { ...known, usable: false, reason: error.reason, where: error.where };
      // A changed byte may still be JSON, of a shape that nothing expects; a disk may fail. Either way nothing is proven.
      return { ...known, usable: false, reason: 'altered', where: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Notes a change that was applied; written in groups, durable when `onDurable` names its revision. */
  append(change: Change, revision: number): void {
    this.#pending.push({ change, revision });
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#enqueue(async () => {
      this.#scheduled = false;
      await this.#writeGroup();
    });
  }

  /** Whether something that was noted is not on the disk yet. */
  get behind(): boolean {
    return this.#pending.length > 0;
  }

  /** A writer for a snapshot that is arriving; `install` puts it in place. */
  async receive(epoch: string, revision: number): Promise<SnapshotWriter> {
    await this.settled();
    const header = { format: 'anjie-knowledge/1', epoch, revision, seq: this.#end.seq + 1 };
    return SnapshotWriter.create(`${snapshotFile(this.#folder)}.new`, header);
  }

  /**
   * Puts a received snapshot in place of everything before it. The list of withheld institutions is on the disk before the new epoch is, so
   * that dying in between cannot lose it.
   */
  async install(writer: SnapshotWriter, epoch: string, revision: number, digest: string, withheld: Withheld | null): Promise<void> {
    await this.settled();
    await this.#compacting;
    // What the disk would not take so far is contained in the snapshot.
    this.#pending = [];
    const end = { seq: this.#end.seq + 1, chain: digest };
    await writer.end(end.chain);
    const checksum = withheld === null ? null : await writeWithheld(this.#folder, withheld);
    const replaced = await listJournals(this.#folder);
    await this.#journal?.handle.close();
    this.#journal = null;
    // What could not be used must not come to stand behind the new snapshot: its line numbers are unknown here.
    if (!this.#usable) for (const file of replaced) await rm(file, { force: true });
    await rename(writer.file, snapshotFile(this.#folder));
    await syncFolder(this.#folder);
    this.#snapshot = end;
    this.#end = end;
    this.#usable = true;
    await this.#accept({ epoch, revision, ...end, withheld: checksum });
    if (withheld === null) await writeWithheld(this.#folder, null);
    for (const file of replaced) await rm(file, { force: true });
    this.onDurable(epoch, revision);
  }

  /** A person has released the epoch: nothing is withheld any more. */
  release(): void {
    this.#enqueue(async () => {
      if (this.#accepted === null) return;
      await this.#accept({ ...this.#accepted, withheld: null });
      await writeWithheld(this.#folder, null);
    });
  }

  /** Everything noted so far is on the disk, or `failing` is set. */
  async settled(): Promise<void> {
    let work: Promise<void>;
    do {
      work = this.#work;
      await work;
    } while (work !== this.#work);
  }

  async close(): Promise<void> {
    await this.settled();
    await this.#compacting;
    await this.#journal?.handle.close();
    this.#journal = null;
  }

  async #openWithheld(accepted: Accepted): Promise<Withheld | null | undefined> {
    if (accepted.withheld === null) return null;
    const kept = await readWithheld(this.#folder);
    return kept.state === 'whole' && kept.checksum === accepted.withheld ? kept.value : undefined;
  }

  async #read(sink: KnowledgeContent, accepted: Accepted): Promise<void> {
    let revision = 0;
    const read = await readSnapshot(
      this.#folder,
      (header) => {
        if (header.epoch !== accepted.epoch) throw new DiskKnowledgeError('foreign-epoch', snapshotFile(this.#folder));
        revision = header.revision;
      },
      (line) => {
        if ('entry' in line) sink.apply([line.entry], [], []);
        else if ('order' in line) sink.apply([], [line.order], []);
        else if ('policy' in line) sink.apply([], [], [line.policy]);
        else sink.settings = line.settings;
      },
    );
    this.#snapshot = { seq: read.header.seq, chain: read.trailer.chain };
    if (this.#snapshot.seq === accepted.seq && this.#snapshot.chain !== accepted.chain) {
      throw new DiskKnowledgeError('altered', snapshotFile(this.#folder));
    }
    const files = await listJournals(this.#folder);
    this.#end = await readJournal(files, this.#snapshot, accepted, (change) => {
      if (change.type === 'settings') {
        sink.settings = change.settings;
        return;
      }
      if (change.frame.previous !== revision || change.frame.epoch !== accepted.epoch) {
        throw new DiskKnowledgeError('altered', `revision ${change.frame.revision}`);
      }
      sink.replay(change.frame);
      revision = change.frame.revision;
    });
    this.#accepted = { ...accepted, revision, ...this.#end };
  }

  #enqueue(step: () => Promise<void>): void {
    this.#work = this.#work.then(step).catch(() => this.#retryLater());
  }

  /** The disk refused: what is applied stays applied, nothing more is acknowledged until the disk takes it. */
  async #retryLater(): Promise<void> {
    this.failing = true;
    setTimeout(() => {
      if (this.failing) this.#enqueue(() => this.#writeGroup());
    }, 500).unref();
  }

  async #writeGroup(): Promise<void> {
    // A copy: more may be noted while this group is on its way to the disk.
    const group = [...this.#pending];
    const accepted = this.#accepted;
    const last = group.at(-1);
    if (last === undefined || accepted === null) return;
    let { seq, chain } = this.#end;
    let text = '';
    for (const { change } of group) {
      const body = JSON.stringify(change);
      seq += 1;
      chain = nextChain(chain, body);
      text += `${JSON.stringify({ seq, chain, body })}\n`;
    }
    const journal = await this.#openJournal();
    const bytes = Buffer.from(text);
    await writeWhole(journal.handle, bytes, journal.bytes);
    await journal.handle.datasync();
    journal.bytes += bytes.length;
    this.#end = { seq, chain };
    this.#pending = this.#pending.slice(group.length);
    await this.#accept({ ...accepted, revision: last.revision, seq, chain });
    this.failing = false;
    this.onDurable(accepted.epoch, last.revision);
    await this.#compactIfLong();
  }

  async #openJournal(): Promise<{ handle: FileHandle; bytes: number }> {
    if (this.#journal !== null) return this.#journal;
    const handle = await open(journalFile(this.#folder, this.#end.seq + 1), 'w', 0o600);
    await syncFolder(this.#folder);
    this.#journal = { handle, bytes: 0 };
    return this.#journal;
  }

  async #accept(accepted: Accepted): Promise<void> {
    await writeAccepted(this.#folder, accepted);
    this.#accepted = accepted;
  }

  async #compactIfLong(): Promise<void> {
    if (this.#compacting !== null || this.#journal === null) return;
    const { size } = await stat(snapshotFile(this.#folder));
    if (this.#journal.bytes < Math.max(this.#compactAbove, size)) return;
    await this.#journal.handle.close();
    this.#journal = null;
    const upTo = this.#end;
    const workerData = { folder: this.#folder, journals: await listJournals(this.#folder), from: this.#snapshot, upTo };
    this.#compacting = runWorker(workerData).then(
      () => {
        this.#snapshot = upTo;
        this.#compacting = null;
      },
      () => {
        this.#compacting = null;
      },
    );
  }
}

function runWorker(workerData: unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./compaction.worker.ts', import.meta.url), { workerData });
    worker.once('error', reject);
    worker.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`compaction ended with ${code}`))));
    worker.unref();
  });
}
