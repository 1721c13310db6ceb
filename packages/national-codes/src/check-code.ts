/** Judges one code of the 15 national standards: by shape, graded by how sure the shape is, and by published list where one is loaded. */
import { type Certainty, CODE_KINDS, type CodeKind, findKind } from './code-kind.ts';
import type { CodeList } from './code-list.ts';

export interface CodeFinding {
  readonly rule: 'characters' | 'length' | 'shape' | 'region' | 'list' | 'certainty' | 'unknown';
  readonly severity: 'error' | 'warning';
  /** Chinese and English, separated by " / " */
  readonly message: string;
}

export interface CodeReport {
  readonly code: string;
  /** null: no kind has such codes */
  readonly kind: string | null;
  readonly valid: boolean;
  /** how sure the verdict's ground is; "list": the published list itself decided */
  readonly certainty: Certainty | 'list';
  readonly findings: readonly CodeFinding[];
}

export interface CheckCodeOptions {
  /** the kind it must be; default: what its shape tells */
  readonly kind?: string;
  readonly lists?: readonly CodeList[];
}

/** First two digits of GB/T 2260, with 66, which medical insurance uses for the production and construction corps of Xinjiang. */
const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 66 71 81 82'.split(' '),
);

/**
 * Judges a code. `valid` is false for what breaks a shape or is not in a loaded list of its kind. A shape that is only guessed (C, ?) never
 * passes without a warning. Nothing is asked of a code that its kind does not state: no check digits, no invented segments.
 *
 * @throws Error in both languages when `options.kind` does not exist
 */
export function checkCode(code: string, options: CheckCodeOptions = {}): CodeReport {
  const lists = options.lists ?? [];
  if (options.kind === undefined) {
    const listed = lists.find((list) => list.codes.has(code));
    if (listed !== undefined) return judge(code, findKind(listed.kind)!, lists);
    const kind = recognise(code);
    return kind === null ? unknown(code) : judge(code, kind, lists);
  }
  const kind = findKind(options.kind);
  if (kind === null) {
    const known = CODE_KINDS.map((one) => one.kind).join(', ');
    throw new Error(`没有编码种类 ${options.kind}，可用：${known} / there is no kind ${options.kind}; there are ${known}`);
  }
  return judge(code, kind, lists);
}

/** The kind whose shape a code has; else the one it was probably meant to be; else null. Kinds without a structure are never guessed. */
export function recognise(code: string): CodeKind | null {
  const telling = CODE_KINDS.filter((kind) => kind.looksLike !== null);
  return (
    telling.find((kind) => kind.pattern.test(code)) ??
    telling.find((kind) => kind.looser?.pattern.test(code)) ??
    telling.find((kind) => kind.looksLike!.test(code.trim().toUpperCase())) ??
    null
  );
}

function judge(code: string, kind: CodeKind, lists: readonly CodeList[]): CodeReport {
  const findings: CodeFinding[] = [];
  const add = (rule: CodeFinding['rule'], severity: CodeFinding['severity'], zh: string, en: string): void => {
    findings.push({ rule, severity, message: `${zh} / ${en}` });
  };
  const list = lists.find((one) => one.kind === kind.kind);
  const exact = kind.pattern.test(code);
  const looser = !exact && kind.looser !== null && kind.looser.pattern.test(code) ? kind.looser : null;
  let certainty: CodeReport['certainty'] = looser?.certainty ?? kind.certainty;
  if (!exact && looser === null) explainShape(code, kind, add);
  if (looser !== null) add('shape', 'warning', `${code} 是${looser.zh}`, `${code} is ${looser.en}`);
  if (kind.region !== null && exact && !PROVINCES.has(code.slice(kind.region, kind.region + 2))) {
    const region = code.slice(kind.region, kind.region + 6);
    add('region', 'warning', `区划 ${region} 的省级代码不在 GB/T 2260 中`, `division ${region} begins with no province of GB/T 2260`);
  }
  if (list !== undefined) {
    certainty = 'list';
    if (!list.codes.has(code)) {
      const mend = '请核对国家医保信息业务编码动态维护库，更新本地目录';
      add(
        'list',
        'error',
        `${list.name} 中没有 ${code}；${mend}`,
        `${list.name} has no ${code}; update your catalogue from the national list`,
      );
    }
  } else if (kind.certainty === 'C' || kind.certainty === '?') {
    const published = kind.list === null ? '' : `（${kind.list}）`;
    add(
      'certainty',
      'warning',
      `${kind.zh}的结构没有可靠来源，只宽松核对了形状；请加载发布的目录${published}核对`,
      `the structure of this kind (${kind.en}) has no sure source; only its shape was checked loosely, load the published list`,
    );
  }
  return { code, kind: kind.kind, valid: findings.every((one) => one.severity === 'warning'), certainty, findings };
}

function explainShape(
  code: string,
  kind: CodeKind,
  add: (rule: CodeFinding['rule'], severity: 'error', zh: string, en: string) => void,
): void {
  const like = kind.example === null ? '' : `，例如 ${kind.example}`;
  const tidy = code.trim().toUpperCase();
  if (tidy !== code && kind.pattern.test(tidy)) {
    add('characters', 'error', `编码应为 ${tidy}：不得有空格或小写字母`, `the code should be ${tidy}: no spaces, no lower case`);
  } else if (kind.lengths.length > 0 && !kind.lengths.includes(code.length)) {
    const wanted = kind.lengths.join(' 或 ');
    const englishLengths = kind.lengths.join(' or ');
    add(
      'length',
      'error',
      `${kind.zh}编码应为 ${wanted} 位，实为 ${code.length} 位${like}`,
      `such a code (${kind.en}) has ${englishLengths} characters, this has ${code.length}`,
    );
  } else {
    add('shape', 'error', `不符合${kind.zh}编码的结构${like}`, `does not have the structure of such a code (${kind.en})`);
  }
}

function unknown(code: string): CodeReport {
  const message =
    '不符合任何已知结构；按病种结算病种、日间手术病种、医保系统单位、工作人员的编码请用 --kind 指明并加载目录，机构自编码请换成国家编码' +
    ' / fits no known structure; name the kind of codes without one with --kind and load a list, and replace local codes by national ones';
  return { code, kind: null, valid: false, certainty: '?', findings: [{ rule: 'unknown', severity: 'error', message }] };
}
