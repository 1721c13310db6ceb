import { readFile } from 'node:fs/promises';

/** What can be seen of a terminal's hardware address: behind a router nothing can. */
export type MacCheck = 'matched' | 'mismatch' | 'not checked';

/** Reads the system's table of neighbours (Linux: /proc/net/arp). Returns MAC in lower case by IPv4 address, complete rows only. */
export function parseNeighbours(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of text.split('\n').slice(1)) {
    const [ip, , flags, mac] = line.trim().split(/\s+/);
    const complete = (Number(flags) & 0x2) !== 0;
    if (ip !== undefined && mac !== undefined && complete && mac !== '00:00:00:00:00:00') found.set(ip, mac.toLowerCase());
  }
  return found;
}

/** Compares the neighbour seen at `ip` with the filed MACs. */
export function checkMac(neighbours: ReadonlyMap<string, string>, ip: string, filed: readonly string[]): MacCheck {
  const seen = neighbours.get(ip);
  if (seen === undefined || filed.length === 0) return 'not checked';
  return filed.includes(seen) ? 'matched' : 'mismatch';
}

/** The neighbour table, read again every few seconds and never in the path of a request. */
export class NeighbourTable {
  current: ReadonlyMap<string, string> = new Map();
  readonly #file: string;
  #timer: NodeJS.Timeout | undefined;

  constructor(file = '/proc/net/arp') {
    this.#file = file;
  }

  async start(everyMs = 5_000): Promise<void> {
    await this.#read();
    this.#timer = setInterval(() => void this.#read(), everyMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #read(): Promise<void> {
    // Absent outside Linux: then nothing is seen and every record says so.
    this.current = parseNeighbours(await readFile(this.#file, 'utf8').catch(() => ''));
  }
}
