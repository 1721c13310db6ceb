import { parseArgs } from 'node:util';
import { askApi } from '../api.ts';
import { type Command, print, printJson, WrongUsage } from '../command.ts';
import { apiUrl, readInstallation, readToken } from '../installation.ts';

interface Explained {
  readonly institution: { readonly code: string; readonly name: string } | string;
  readonly environments: Record<string, { readonly admitted: boolean; readonly settlement: boolean; readonly reasons: ExplainedReason[] }>;
  readonly bindings: { readonly ip: string; readonly environment: string; readonly macs: string[] }[];
  readonly revision: number | null;
}

interface ExplainedReason {
  readonly clause: string;
  readonly text: string;
  readonly stated: boolean;
  readonly what: { readonly zh: string; readonly en: string };
  readonly mend: { readonly zh: string; readonly en: string };
  readonly since: string | null;
}

const ENVIRONMENT: Record<string, string> = { production: '生产环境 production', test: '测试环境 test' };

export const explain: Command = {
  name: 'explain',
  zh: '说明一家机构是否准入及其依据',
  en: 'admitted or not, and why',
  example: 'npx anjie explain P64010400001 --at 2026-11-01',
  usage:
    '  CODE        机构编码 / institution code\n  --at DATE   某一时刻（日期或 ISO 时刻） / at a date or an ISO instant\n  --json      {institution, environments:{production, test}, bindings, revision}',
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
    if (values.json) {
      printJson(result);
      return 0;
    }
    for (const [environment, grant] of Object.entries(result.environments)) {
      print(
        `${ENVIRONMENT[environment] ?? environment}: ${grant.admitted ? (grant.settlement ? '已准入 admitted' : '已准入，暂停结算 admitted, settlement suspended') : '未准入 refused'}`,
      );
      for (const reason of grant.reasons) {
        print(
          `  ${reason.clause}${reason.stated ? '' : '（系统默认，原文未规定 / ours, not in the text）'} ${reason.what.zh} / ${reason.what.en}`,
        );
        if (reason.text) print(`    「${reason.text}」`);
        if (reason.since !== null) print(`    自 / since ${reason.since}`);
        print(`    ${reason.mend.zh} / ${reason.mend.en}`);
      }
    }
    for (const binding of result.bindings) print(`绑定 binding ${binding.environment} ${binding.ip} ${binding.macs.join(' ')}`);
    print(`修订 / revision ${result.revision ?? '—'}`);
    return 0;
  },
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
    const result = await askApi<{ institutions: number; pending: number; drift: unknown[]; ok: boolean }>(
      apiUrl(installation),
      readToken(installation),
      'GET',
      '/admission/verification',
    );
    if (values.json) printJson(result);
    else {
      for (const one of result.drift) print(`偏差 drift: ${JSON.stringify(one)}`);
      print(
        `机构 institutions ${result.institutions} · 待重算 pending ${result.pending} · 偏差 drift ${result.drift.length} · ${result.ok ? '一致 holds' : '不一致 does not hold'}`,
      );
    }
    return result.ok ? 0 : 1;
  },
};
