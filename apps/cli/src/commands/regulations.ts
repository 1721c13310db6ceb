import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { checkFiles, coverage, diffProfiles, loadRegulations, readRegulations } from '@anjie/rulebook';
import { type Command, print, printJson, WrongUsage } from '../command.ts';
import { ROOT } from '../installation.ts';

const JSON_OPTION = { json: { type: 'boolean' } } as const;

export const regulationsCheck: Command = {
  name: 'regulations check',
  zh: '校验条款与规则文件',
  en: 'validate clauses and profiles',
  example: 'npx anjie regulations check regulations/profiles/640000.yaml',
  usage:
    '  FILE…    条款、规则、日历或覆盖文件 / files of clauses, profiles, calendars or overlays\n  --json   {ok, errors:[{file, path, rule, message}]}',
  async run(args) {
    const { values, positionals } = parseArgs({ args, options: JSON_OPTION, allowPositionals: true });
    if (positionals.length === 0) throw new WrongUsage('请给出文件 / name at least one file');
    const files = positionals.map((file) => ({ file, content: readGiven(file) }));
    const result = checkFiles(files, readRegulations(ROOT));
    if (values.json) printJson(result);
    else {
      for (const error of result.errors) print(`${error.file}: ${error.path || '—'} [${error.rule}] ${error.message}`);
      print(result.ok ? `${files.length} 个文件有效 / ${files.length} file(s) hold` : `${result.errors.length} 处错误 / error(s)`);
    }
    return result.ok ? 0 : 1;
  },
};

function readGiven(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new WrongUsage(`${file}: 无法读取 / cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

export const regulationsCoverage: Command = {
  name: 'regulations coverage',
  zh: '条款 → 控制 → 测试',
  en: 'clause → controls → tests',
  example: 'npx anjie regulations coverage --json',
  usage:
    '  --json   {clauses:[{id, text, kinds, addressee, controls, tests, planned}], normative, covered, planned, ok}\n  退出码 1：有规范性条款的某个性质既无带测试的控制，也不在计划之列 / exit 1: a kind of a normative clause has neither a control with a test nor a place in the planned list',
  async run(args) {
    const { values } = parseArgs({ args, options: JSON_OPTION });
    const result = coverage(ROOT);
    if (values.json) {
      printJson(result);
      return result.ok ? 0 : 1;
    }
    for (const clause of result.clauses) {
      if (clause.kinds.length === 1 && clause.kinds[0] === 'informational') continue;
      const state = clause.missing.length > 0 ? '缺' : clause.planned.length > 0 ? '待' : '✓';
      print(`${state} ${clause.id.padEnd(14)} ${clause.title}  [${clause.kinds.join(', ')}]`);
      for (const control of clause.controls) print(`      ${control.name} (${control.kinds.join(', ')}) ${control.file}`);
      for (const plan of clause.planned) print(`      计划 / planned: ${plan.kind} — ${plan.by}`);
      if (clause.missing.length > 0) print(`      缺少 / missing: ${clause.missing.join(', ')}`);
    }
    for (const error of result.errors) print(`${error.file}: ${error.path} [${error.rule}] ${error.message}`);
    for (const done of result.done) print(`计划表可删 / take out of the planned list: ${done.clause} ${done.kind} (${done.by})`);
    print(
      `规范性条款 / normative ${result.normative} · 已全部执行 / covered ${result.covered} · 尚有计划 / planned ${result.planned} · ${result.ok ? '成立 / holds' : '不成立 / does not hold'}`,
    );
    return result.ok ? 0 : 1;
  },
};

export const regulationsDiff: Command = {
  name: 'regulations diff',
  zh: '比较两地规则',
  en: 'two profiles side by side',
  example: 'npx anjie regulations diff 640000 140500',
  usage: '  A B      行政区划代码 / profile codes\n  --json   [{path, a, b}]',
  async run(args) {
    const { values, positionals } = parseArgs({ args, options: JSON_OPTION, allowPositionals: true });
    const { profiles } = loadRegulations(ROOT);
    const [a, b] = positionals.map((code) => {
      const profile = profiles.get(code);
      if (profile === undefined) throw new WrongUsage(`${code}：没有这份规则 / no such profile (${[...profiles.keys()].join(', ')})`);
      return profile;
    });
    if (a === undefined || b === undefined || positionals.length !== 2) throw new WrongUsage('请给出两个代码 / name two codes');
    const differences = diffProfiles(a, b);
    if (values.json) printJson(differences);
    else
      for (const { path, a: left, b: right } of differences) {
        print(path);
        print(`  ${a.code}: ${JSON.stringify(left)}`);
        print(`  ${b.code}: ${JSON.stringify(right)}`);
      }
    return 0;
  },
};
