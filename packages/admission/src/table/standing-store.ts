import type { EntryScope } from '../entry.ts';
import { Interner } from './interner.ts';

/** What many institutions share: their profile, and what orders against scopes may reach them by. */
export interface Standing {
  readonly policy: string;
  readonly scope: EntryScope;
}

/** Standings kept once each, and their codes and lists once for all: divisions, systems and carriers recur in every combination. */
export class StandingStore {
  readonly #standings = new Interner<Standing>();
  readonly #texts = new Map<string, string>();
  readonly #lists = new Map<string, readonly string[]>();

  acquire({ policy, scope }: Standing): number {
    const { prov, city, div, systems, carriers } = scope;
    const key = JSON.stringify([policy, prov, city, div, systems, carriers]);
    return this.#standings.acquire(key, () => ({
      policy: this.#text(policy),
      scope: {
        prov: this.#text(prov),
        city: this.#text(city),
        div: this.#text(div),
        systems: this.#list(systems),
        carriers: this.#list(carriers),
      },
    }));
  }

  get(standing: number): Standing {
    return this.#standings.get(standing);
  }

  release(standing: number): void {
    this.#standings.release(standing);
  }

  #text(text: string): string {
    const known = this.#texts.get(text);
    if (known === undefined) this.#texts.set(text, text);
    return known ?? text;
  }

  #list(list: readonly string[]): readonly string[] {
    const key = JSON.stringify(list);
    const known = this.#lists.get(key);
    if (known === undefined) this.#lists.set(key, list);
    return known ?? list;
  }
}
