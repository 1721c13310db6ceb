import type { LocalDatabase } from '@anjie/local-database';

const LOOK_MS = 1000;

/** The embedded database while the installation runs: opened again when its process ends by itself. */
export class KeptDatabase {
  #current: LocalDatabase;
  #timer: NodeJS.Timeout;
  #opening: Promise<void> | null = null;
  readonly #reopen: () => Promise<LocalDatabase>;

  constructor(opened: LocalDatabase, reopen: () => Promise<LocalDatabase>) {
    this.#current = opened;
    this.#reopen = reopen;
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#opening;
    await this.#current.stop();
  }

  #look(): void {
    if (this.#opening !== null || lives(this.#current.pid)) return;
    process.stderr.write('数据库进程意外结束，重新启动 / the database process ended by itself; starting it again\n');
    this.#opening = this.#reopen().then(
      (opened) => {
        this.#current = opened;
        this.#opening = null;
      },
      // What the killed server left may still hold its memory for a moment: the next look tries again.
      (error: Error) => {
        process.stderr.write(`${error.message}\n`);
        this.#opening = null;
      },
    );
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
