import { parseArgs } from 'node:util';
import { askApi } from '../api.ts';
import { type Command, print, printJson, WrongUsage } from '../command.ts';
import { beijingTime } from '../demo/beijing-time.ts';
import { apiUrl, readInstallation, readToken } from '../installation.ts';

interface Explained {
  readonly institution: { readonly code: string; readonly name: string };
  readonly at: string;
  readonly environments: Environments;
  readonly bindings: { readonly ip: string; readonly environment: string; readonly macs: string[] }[];
  readonly revision: number | null;
  readonly decidedThen?: Decided | null;
}

/** At a past date: what was decided then. */
interface Decided {
  readonly decidedAt: string;
  readonly revision: number;
  readonly environments: Environments;
}

type Environments = Readonly<Record<string, Standing>>;

interface Standing {
  readonly admitted: boolean;
  readonly settlement: boolean;
  readonly reasons: readonly ExplainedReason[];
}

interface ExplainedReason {
  readonly clause: string;
  /** the clause in its own words; null where the catalogue has it no more */
  readonly text: string | null;
  readonly stated: boolean;
  readonly what: Words;
  readonly mend: Words;
  readonly since: string | null;
}

interface Words {
  readonly zh: string;
  readonly en: string;
}

const ENVIRONMENT: Record<string, string> = { production: '生产环境 production', test: '测试环境 test' };
/** Enough of a clause to know it by; some span pages. */
const EXCERPT = 120;

export const explain: Command = {
  name: 'explain',
  zh: '说明一家机构是否准入及其依据',
  en: 'admitted or not, and why',
  example: 'npx anjie explain P64010400001 --at 2026-11-01',
  usage: `  CODE        机构编码 / institution code
  --at DATE   某一时刻（日期指当日终了，或 ISO 时刻）；过去的时刻另示当时的结论 / at a date (its end) or an ISO instant; of the past also what was decided then
  --json      {institution, environments:{production:{admitted, settlement, reasons:[{clause, text, since, mend}]}, test:{…}}, bindings, revision}；条文全文 / whole clauses`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      options: { json: { type: 'boolean' }, at: { type: 'string' } },
      allowPositionals: true,
    });
    const code = positionals[0];
    if (code === undefined || positionals.length > 1) throw new WrongUsage('请给出一个机构编码 / name one institution code');
    const installation = readInstallation();
    const at = values.at === undefined ? '' : `?at=${encodeURIComponent(values.at)}`;
    const result = await askApi<Explained>(
      apiUrl(installation),
      readToken(installation),
      'GET',
      `/institutions/${encodeURIComponent(code)}/admission${at}`,
    );
    if (values.json) printJson(inPlainText(result));
    else tell(result, values.at !== undefined);
    return 0;
  },
};

/** Texts as strings, which is what programs script against; `mendIn` keeps the languages apart. */
function inPlainText(result: Explained): unknown {
  const plain = (environments: Environments) =>
    Object.fromEntries(
      Object.entries(environments).map(([name, standing]) => [
        name,
        {
          ...standing,
          reasons: standing.reasons.map((reason) => ({
            ...reason,
            text: reason.text ?? reason.what.zh,
            mend: `${reason.mend.zh} / ${reason.mend.en}`,
            mendIn: reason.mend,
          })),
        },
      ]),
    );
  const { decidedThen } = result;
  return {
    ...result,
    environments: plain(result.environments),
    ...(decidedThen ? { decidedThen: { ...decidedThen, environments: plain(decidedThen.environments) } } : {}),
  };
}

function tell(result: Explained, dated: boolean): void {
  print(`${result.institution.name} ${result.institution.code}`);
  if (dated) print(`按该时刻有效的事实 / by the facts valid then: ${clockTime(result.at)}`);
  tellStandings(result.environments);
  for (const { environment, ip, macs } of result.bindings)
    print(`绑定 / bound, ${ENVIRONMENT[environment] ?? environment}: IP ${ip}${macs.length > 0 ? ` MAC ${macs.join(' ')}` : ''}`);
  print(`执行修订 / revision ${result.revision ?? '—'}`);
  if (result.decidedThen === undefined) return;
  if (result.decidedThen === null) {
    print('当时尚无结论 / nothing had been decided then');
    return;
  }
  print(`当时作出的结论 / as decided then: ${clockTime(result.decidedThen.decidedAt)}，修订 / revision ${result.decidedThen.revision}`);
  tellStandings(result.decidedThen.environments);
}

function tellStandings(environments: Environments): void {
  for (const [environment, { admitted, settlement, reasons }] of Object.entries(environments)) {
    const standing = !admitted ? '未准入 refused' : settlement ? '已准入 admitted' : '已准入，暂停结算 admitted, settlement suspended';
    print(`${ENVIRONMENT[environment] ?? environment}: ${standing}`);
    for (const { clause, stated, what, text, since, mend } of reasons) {
      print(`  ${clause}${stated ? '' : '（系统默认，原文未规定 / ours, not in the text）'} ${what.zh} / ${what.en}`);
      if (text !== null) print(`    「${excerpt(text)}」`);
      if (since !== null) print(`    自 / since ${clockTime(since)}`);
      print(`    ${mend.zh} / ${mend.en}`);
    }
  }
}

const clockTime = (iso: string) => `${beijingTime(new Date(iso))} 北京时间`;

function excerpt(text: string): string {
  const characters = [...text.replace(/\s+/g, ' ')];
  return characters.length <= EXCERPT ? characters.join('') : `${characters.slice(0, EXCERPT).join('')}…`;
}

interface Verified {
  readonly institutions: number;
  readonly pending: number;
  readonly drifted: number;
  readonly drift: readonly { readonly institution: string; readonly fault: string }[];
  readonly orders: readonly { readonly id: string; readonly fault: string }[];
  readonly ok: boolean;
}

const FAULT: Record<string, string> = {
  missing: '没有准入结论 / has no entry',
  differs: '结论与由事实重算的不同 / the entry differs from what the facts say',
  columns: '结论的索引列与其内容不符 / the columns beside the entry do not fit it',
  history: '结论与其最后一条历史不符 / the entry differs from the last one of its history',
};

export const admissionVerify: Command = {
  name: 'admission verify',
  zh: '由事实重算全部准入结论，找出偏差',
  en: 'recompute all entries from the facts and find drift',
  example: 'npx anjie admission verify --json',
  usage: '  --json   {institutions, pending, drift:[…], ok}',
  async run(args) {
    const { values } = parseArgs({ args, options: { json: { type: 'boolean' } } });
    const installation = readInstallation();
    const result = await askApi<Verified>(apiUrl(installation), readToken(installation), 'GET', '/admission/verification');
    if (values.json) printJson(result);
    else {
      for (const { institution, fault } of result.drift) print(`偏差 / drift: ${institution} ${FAULT[fault] ?? fault}`);
      for (const { id, fault } of result.orders) print(`辖区命令与限制不符 / an order does not fit its restriction: ${id} ${fault}`);
      if (result.drifted > result.drift.length)
        print(`另有 ${result.drifted - result.drift.length} 家 / and ${result.drifted - result.drift.length} more`);
      if (!result.ok) print('逐项对照见 --json / both sides of each: --json');
      print(
        `机构 institutions ${result.institutions} · 待重算 pending ${result.pending} · 偏差 drift ${result.drifted} · ${result.ok ? '一致 holds' : '不一致 does not hold'}`,
      );
    }
    return result.ok ? 0 : 1;
  },
};
