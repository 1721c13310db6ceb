/** What is wrong with a file of the regulations: which file, where in it, which rule it breaks, and how to mend it (Chinese / English). */
import type { z } from 'zod';

export interface Problem {
  readonly file: string;
  /** dotted path inside the file, e.g. "onboarding.transitions.3.deadline"; empty: the file as a whole */
  readonly path: string;
  /** stable code of the rule broken, kebab-case */
  readonly rule: string;
  readonly message: string;
}

/** Thrown where a caller needs regulations that hold and they do not. */
export class RegulationsInvalid extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    const lines = problems.map((p) => `${p.file} ${p.path} [${p.rule}] ${p.message}`);
    super(`法规数据不成立，请按下列各条修改 / The regulations do not hold; mend each of these:\n${lines.join('\n')}`);
    this.name = 'RegulationsInvalid';
    this.problems = problems;
  }
}

/** Issues keep their input, so that a missing value is told from a wrong one. */
export const EXPLAIN = { reportInput: true } as const;

type Issue = z.core.$ZodIssue;

function words(issue: Issue): { rule: string; message: string } {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined
        ? { rule: 'missing', message: `缺少此项，应为 ${issue.expected} / missing, expected ${issue.expected}` }
        : { rule: 'type', message: `类型应为 ${issue.expected} / expected ${issue.expected}` };
    case 'invalid_value':
      return { rule: 'value', message: `只能是 ${issue.values.join('、')} / must be one of ${issue.values.join(', ')}` };
    case 'unrecognized_keys':
      return {
        rule: 'unknown-key',
        message: `不认识的键 ${issue.keys.join('、')}，请删除或改正 / unknown key ${issue.keys.join(', ')}, remove or correct it`,
      };
    case 'too_small':
      return { rule: 'too-small', message: `不得小于 ${issue.minimum} / at least ${issue.minimum}` };
    case 'too_big':
      return { rule: 'too-big', message: `不得大于 ${issue.maximum} / at most ${issue.maximum}` };
    case 'invalid_format':
      return { rule: 'format', message: `格式应符合 ${issue.pattern ?? issue.format} / must match ${issue.pattern ?? issue.format}` };
    case 'custom':
      return { rule: String(issue.params?.rule ?? 'rule'), message: issue.message };
    default:
      return { rule: issue.code, message: `不合规则 / ${issue.message}` };
  }
}

/** One problem per issue of zod; for unknown keys the path names the key itself. */
export function problemsOf(issues: readonly Issue[], fileAt: (path: readonly PropertyKey[]) => string): Problem[] {
  return issues.map((issue) => {
    const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
    return { file: fileAt(path), path: path.map(String).join('.'), ...words(issue) };
  });
}
