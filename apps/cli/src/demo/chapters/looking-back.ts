import { beijingTime } from '../beijing-time.ts';
import type { Pharmacy } from '../ningxia-pharmacy.ts';
import type { Stage } from '../stage.ts';
import type { Sight } from '../story.ts';
import { admittedIn, becauseOf } from '../words.ts';

interface Standing {
  readonly settlement: boolean;
  readonly reasons: readonly { readonly code: string; readonly clause: string }[];
}

/** What was decided, then and now; and whether every entry and every record still is what it was. */
export async function lookBack(stage: Stage, pharmacy: Pharmacy, suspendedAt: string): Promise<void> {
  const { story, reader } = stage;
  const suspended = [
    admittedIn('production', false),
    becauseOf('disbursement-stop', 'NX-20(末)'),
    becauseOf('settlement-suspension', 'NX-20(末)'),
  ];
  await story.step(
    {
      title: {
        zh: '说明此刻与更换系统期间的准入：事实重算与当时结论一致',
        en: 'Explained now and as of then: recomputed, and as decided then',
      },
      clauses: ['NX-20(末)'],
      expected: [admittedIn('production'), ...suspended, '当时结论：暂停结算'],
    },
    async (sight) => {
      await stage.explain(sight, pharmacy.code, 'production');
      sight.note(`回看 ${beijingTime(new Date(suspendedAt))}`);
      await stage.explain(sight, pharmacy.code, 'production', suspendedAt);
      await tellThen(sight, pharmacy.code, suspendedAt);
    },
  );

  await story.step(
    {
      title: { zh: '由事实重算全部准入结论，核验审计链', en: 'Every entry recomputed from the facts; the audit chain verified' },
      clauses: ['GJ-3.5'],
      expected: ['准入偏差 0', '审计链完整'],
    },
    async (sight) => {
      const entries = await reader.get<{ institutions: number; drift: readonly unknown[] }>('/admission/verification');
      sight.saw(`准入偏差 ${entries.drift.length}`);
      sight.note(`核验机构 ${entries.institutions} 家`);
      const chain = await reader.get<{ rows: number; firstBad: number | null; ok: boolean }>('/audit/verification');
      sight.saw(chain.ok ? '审计链完整' : `审计链自第 ${chain.firstBad} 条起不符`);
      sight.note(`审计记录 ${chain.rows} 条`);
    },
  );

  async function tellThen(sight: Sight, code: string, at: string): Promise<void> {
    const { decidedThen } = await reader.get<{ decidedThen?: { environments: { production: Standing } } | null }>(
      `/institutions/${code}/admission?at=${encodeURIComponent(at)}`,
    );
    sight.saw(`当时结论：${decidedThen == null ? '（无）' : decidedThen.environments.production.settlement ? '可结算' : '暂停结算'}`);
  }
}
