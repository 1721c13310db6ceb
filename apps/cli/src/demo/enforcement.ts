import { setTimeout as delay } from 'node:timers/promises';
import { beijingTime } from './beijing-time.ts';
import type { Person } from './people.ts';
import { Otherwise, type Sight } from './story.ts';

interface Gateways {
  readonly head: number;
  readonly gateways: readonly { readonly code: string; readonly revision: number | null; readonly seenAt: string | null }[];
}

interface Progress {
  readonly off: { readonly revision: number; readonly orderedAt: string } | null;
  readonly gateways: readonly {
    readonly code: string;
    readonly state: 'ordered' | 'acknowledged' | 'verified' | null;
    readonly openConnections: number | null;
    readonly inFlight: number | null;
    readonly forwardedAfter: number | null;
    readonly acknowledgedAt: string | null;
    readonly verifiedAt: string | null;
  }[];
}

const PATIENCE_MS = { first: 5000, later: 300 };
const POLL_MS = 15;

/** Watches the gateways take over what was recorded. */
export class EnforcementWatch {
  readonly #reader: Person;
  #patience = PATIENCE_MS.first;

  constructor(reader: Person) {
    this.#reader = reader;
  }

  /** Waits until every gateway has applied what is recorded by now, and notes how long that took. @throws Otherwise where one does not */
  async applied(sight: Sight): Promise<void> {
    const began = performance.now();
    const { head } = await this.#reader.get<Gateways>('/enforcement/gateways');
    for (;;) {
      const { gateways } = await this.#reader.get<Gateways>('/enforcement/gateways');
      const behind = gateways.filter((gateway) => (gateway.revision ?? -1) < head);
      const ms = Math.round(performance.now() - began);
      if (gateways.length > 0 && behind.length === 0) {
        this.#patience = PATIENCE_MS.first;
        sight.note(`${gateways.map((one) => one.code).join('、')} 已执行修订 ${head}（记录之后 ${ms} 毫秒内）`);
        return;
      }
      if (ms > this.#patience) {
        this.#patience = PATIENCE_MS.later;
        throw new Otherwise(`网关 ${behind.map((one) => one.code).join('、') || '（未登记）'} 在 ${ms} 毫秒内没有回执修订 ${head}`);
      }
      await delay(POLL_MS);
    }
  }

  /** Follows a cut-off until every gateway has verified it, and tells its three stations. */
  async verifiedOff(sight: Sight, code: string): Promise<void> {
    const began = performance.now();
    for (;;) {
      const { off, gateways } = await this.#reader.get<Progress>(`/institutions/${code}/enforcement`);
      if (off !== null && gateways.length > 0 && gateways.every((gateway) => gateway.state === 'verified')) {
        sight.saw('已下令 → 已回执 → 已核实断开');
        sight.note(`已下令 ${beijingTime(new Date(off.orderedAt))}（修订 ${off.revision}）`);
        for (const one of gateways)
          sight.note(
            `${one.code} 已回执 ${beijingTime(new Date(one.acknowledgedAt!))}，已核实断开 ${beijingTime(new Date(one.verifiedAt!))}：未关连接 ${one.openConnections}，` +
              `在途请求 ${one.inFlight}，其后放行 ${one.forwardedAfter}（下令后 ${Date.parse(one.verifiedAt!) - Date.parse(off.orderedAt)} 毫秒）`,
          );
        return;
      }
      if (performance.now() - began > this.#patience) {
        this.#patience = PATIENCE_MS.later;
        throw new Otherwise(
          off === null ? '没有切断的记录' : `尚未核实断开：${gateways.map((one) => `${one.code} ${one.state}`).join('、') || '没有网关'}`,
        );
      }
      await delay(POLL_MS);
    }
  }
}
