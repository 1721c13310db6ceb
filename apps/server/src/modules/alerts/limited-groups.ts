import type { Limited } from '../../ground/request-limits.ts';

const MOST = 200;

export interface LimitedGroup {
  readonly by: string;
  readonly key: string | null;
  readonly count: number;
}

/** Counts requests over a limit by whom they came from; beyond the bound they are counted as others'. */
export function createLimitedGroups(): { add(limited: Limited): void; take(): LimitedGroup[] } {
  let groups = new Map<string, { by: string; key: string | null; count: number }>();
  return {
    add({ by, key }) {
      const name = groups.has(`${by} ${key}`) || groups.size < MOST ? `${by} ${key}` : `${by} others`;
      const group = groups.get(name) ?? { by, key: name.endsWith(' others') ? null : key, count: 0 };
      group.count += 1;
      groups.set(name, group);
    },
    take() {
      const taken = [...groups.values()];
      groups = new Map();
      return taken;
    },
  };
}
