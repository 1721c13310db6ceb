import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { type Command, Failure, print, printJson } from '../command.ts';
import { type Installation, ROOT, readInstallation } from '../installation.ts';
import { lives, readRunning } from '../up/running.ts';

const run = promisify(execFile);

interface Text {
  readonly zh: string;
  readonly en: string;
}

interface Assessment {
  /** null: it could not be kept */
  readonly id: string | null;
  readonly measuredAt: string;
  readonly mode: string;
  readonly items: readonly {
    readonly clause: string;
    readonly words: string;
    readonly erratum: string | null;
    readonly verdict: string;
    readonly checks: readonly { readonly clause: string; readonly words: string; readonly verdict: string; readonly evidence: Text }[];
    readonly person: Text | null;
    readonly fails: { readonly commands: readonly string[]; readonly note: Text | null };
  }[];
  readonly counts: Readonly<Record<string, number>>;
}

const SIGNS: Readonly<Record<string, string>> = { conforms: '✓', partly: '!', 'does-not': '✗', 'not-applicable': '–' };
const NAMES: Readonly<Record<string, string>> = {
  conforms: '符合 conforms',
  partly: '部分符合 partly',
  'does-not': '不符合 does not',
  'not-applicable': '不适用 not applicable',
};

export const assess: Command = {
  name: 'assess',
  zh: '按 NX-附3.2 的 32 项 68 个核查点评估正在运行的本安装',
  en: 'assess the running installation by the 32 items and 68 sub-checks of NX-附3.2',
  example: 'npx anjie assess --json',
  usage: `  --json   {id, measuredAt, mode, items:[{item, clause, words, verdict, checks:[{clause, words, verdict, evidence}], person, fails:{commands, note}}], counts}
  测量的是正在运行的服务：须在同一台机器、以同一用户运行（Linux）；有一项“不符合”即退出码 1
  It measures the server that runs: on its machine, as its user (Linux). Exit code 1 when any item does not conform
  结论存入本安装，见门户“自评” / what is found is kept, and shown in the portal under self-assessments`,
  async run(args) {
    const { values } = parseArgs({ args, options: { json: { type: 'boolean' } } });
    const assessment = await measured(readInstallation());
    if (values.json) printJson(assessment);
    else tell(assessment);
    if (assessment.id === null)
      process.stderr.write('本安装不能保存这次自评：审计写不进去 / the installation cannot keep this: no audit row can be written\n');
    return assessment.counts['does-not'] === 0 ? 0 : 1;
  },
};

async function measured(installation: Installation): Promise<Assessment> {
  const running = readRunning(installation);
  const pid = running?.children.server;
  if (pid === undefined || !lives(pid))
    throw new Failure(
      '服务器没有运行：请先运行 npm start / the server does not run: npm start first; what does not run cannot be measured',
    );
  const program = join(ROOT, 'apps/server/src/assess.ts');
  try {
    const { stdout } = await run(process.execPath, [program, installation.urls.portal, String(pid), installation.data], {
      env: environmentOf(pid),
      maxBuffer: 64 * 1024 * 1024,
    });
    return JSON.parse(stdout) as Assessment;
  } catch (error) {
    throw new Failure(((error as { stderr?: string }).stderr || String(error)).trim());
  }
}

/** The settings that the server really runs with, from the kernel: a file or this shell could say something else. */
export function environmentOf(pid: number): Record<string, string> {
  try {
    const lines = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    const entries = lines.flatMap((line) =>
      line.includes('=') ? [[line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]] : [],
    );
    return { ...Object.fromEntries(entries), PATH: process.env.PATH ?? '' };
  } catch {
    throw new Failure(
      `无法读取进程 ${pid} 的设置：请在同一台 Linux 机器上以同一用户运行 / the settings of process ${pid} cannot be read: run this on its machine (Linux) as its user`,
    );
  }
}

function tell({ measuredAt, items, counts }: Assessment): void {
  print(`NX-附3.2 自评 self-assessment · ${measuredAt}\n`);
  for (const { clause, words, erratum, verdict, checks, person, fails } of items) {
    print(`${SIGNS[verdict]} ${clause} ${NAMES[verdict]}\n  ${words}`);
    if (erratum !== null) print(`  原文勘误 erratum：${erratum}`);
    for (const check of checks) print(`    ${SIGNS[check.verdict]} ${check.clause} ${check.evidence.zh} / ${check.evidence.en}`);
    if (person !== null) print(`    须人工核对 for a person：${person.zh} / ${person.en}`);
    for (const command of fails.commands) print(`    使其不符合 makes it fail：${command}`);
    if (fails.note !== null) print(`    使其不符合 makes it fail：${fails.note.zh} / ${fails.note.en}`);
    print('');
  }
  print(
    Object.entries(counts)
      .map(([verdict, number]) => `${NAMES[verdict]} ${number}`)
      .join('；'),
  );
}
