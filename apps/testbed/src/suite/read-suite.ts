/** Reads suites and says of a faulty one where and what: file, path, rule. */
import { parse } from 'yaml';
import type { AttestedCase, Conditions, Must, Never, Step, Suite, SuiteCase, Wanted } from './suite.ts';

export class SuiteInvalid extends Error {
  override readonly name = 'SuiteInvalid';
}

type Raw = Readonly<Record<string, unknown>>;

const STEP_KEYS = ['send', 'do', 'when', 'reply', 'fault', 'must', 'keep', 'optional', 'never'];
const CASE_KEYS = ['id', 'zh', 'en', 'clauses', 'each', 'apart', 'steps', 'always', 'attested', 'do'];
const REPLIES = ['accepted', 'refused', 'lost', 'any'];

/** A suite from YAML text. @throws SuiteInvalid naming file, path and rule */
export function readSuite(file: string, text: string, judgements: readonly string[]): Suite {
  const fail = (path: string, zh: string, en: string): never => {
    throw new SuiteInvalid(`${file} ${path}：${zh} / ${en}`);
  };
  const root = record(parse(text), '$', fail);
  const cases = array(root.cases, '$.cases', fail).map((one, at) => readCase(record(one, `$.cases[${at}]`, fail), `$.cases[${at}]`));
  const twice = cases.find((one, at) => cases.findIndex((other) => other.id === one.id) !== at);
  if (twice !== undefined) fail('$.cases', `用例编号 ${twice.id} 重复`, `the id ${twice.id} occurs twice`);
  return { suite: word(root.suite, '$.suite'), zh: word(root.zh, '$.zh'), en: word(root.en, '$.en'), cases };

  function readCase(raw: Raw, path: string): SuiteCase {
    known(raw, CASE_KEYS, path);
    const each = raw.each === undefined ? null : Object.entries(record(raw.each, `${path}.each`, fail))[0]!;
    const head = {
      id: word(raw.id, `${path}.id`),
      zh: word(raw.zh, `${path}.zh`),
      en: word(raw.en, `${path}.en`),
      clauses: words(raw.clauses ?? [], `${path}.clauses`),
      each: each === null ? null : { name: each[0], values: words(each[1], `${path}.each.${each[0]}`) },
    };
    if (raw.always !== undefined) {
      const judgement = word(raw.always, `${path}.always`);
      if (!judgements.includes(judgement)) fail(`${path}.always`, `没有判定 ${judgement}`, `there is no judgement ${judgement}`);
      return { ...head, kind: 'always', judgement, do: word(raw.do, `${path}.do`) };
    }
    if (raw.attested === true) return { ...head, kind: 'attested', do: word(raw.do, `${path}.do`) } satisfies AttestedCase;
    const steps = array(raw.steps, `${path}.steps`, fail).map((one, at) => {
      const place = `${path}.steps[${at}]`;
      return readStep(record(one, place, fail), place);
    });
    if (steps.length === 0 || steps[0]!.optional)
      fail(`${path}.steps`, '第一步不能缺少或可选', 'the first step must be there and not optional');
    if (steps.at(-1)!.optional) fail(`${path}.steps`, '最后一步不能可选', 'the last step must not be optional');
    return { ...head, kind: 'sequence', apart: words(raw.apart ?? [], `${path}.apart`), steps };
  }

  function readStep(raw: Raw, path: string): Step {
    known(raw, STEP_KEYS, path);
    const reply = raw.reply === undefined ? 'accepted' : word(raw.reply, `${path}.reply`);
    if (!REPLIES.includes(reply)) fail(`${path}.reply`, `${reply} 应为 ${REPLIES.join('、')}`, `${reply} is none of ${REPLIES.join(', ')}`);
    const must = array(raw.must ?? [], `${path}.must`, fail).map((one, at): Must => {
      const item = record(one, `${path}.must[${at}]`, fail);
      return { that: conditions(item.that, `${path}.must[${at}].that`), else: word(item.else, `${path}.must[${at}].else`) };
    });
    const never = array(raw.never ?? [], `${path}.never`, fail).map((one, at): Never => {
      const item = record(one, `${path}.never[${at}]`, fail);
      const place = `${path}.never[${at}]`;
      return {
        send: words(item.send, `${place}.send`),
        when: conditions(item.when ?? {}, `${place}.when`),
        say: word(item.say, `${place}.say`),
      };
    });
    const keep = record(raw.keep ?? {}, `${path}.keep`, fail) as Record<string, string>;
    return {
      send: words(raw.send, `${path}.send`),
      do: word(raw.do, `${path}.do`),
      when: conditions(raw.when ?? {}, `${path}.when`),
      reply: reply as Step['reply'],
      fault: raw.fault === undefined ? null : word(raw.fault, `${path}.fault`),
      must,
      keep,
      optional: raw.optional === true,
      never,
    };
  }

  function conditions(value: unknown, path: string): Conditions {
    const found = record(value, path, fail);
    for (const [name, wanted] of Object.entries(found)) {
      if (!/^(infno$|envelope\.|in\.|out\.)/.test(name))
        fail(`${path}.${name}`, '路径应以 envelope. in. out. 开头', 'a path begins with envelope., in. or out.');
      const fits = typeof wanted === 'string' || Array.isArray(wanted) || (typeof wanted === 'object' && wanted !== null);
      if (!fits) fail(`${path}.${name}`, `${String(wanted)} 应加引号写成文本`, `${String(wanted)} must be quoted as text`);
    }
    return found as Record<string, Wanted>;
  }

  function word(value: unknown, path: string): string {
    return typeof value === 'string' && value !== '' ? value : fail(path, '应为文本', 'must be a text');
  }

  function words(value: unknown, path: string): readonly string[] {
    const list = Array.isArray(value) ? value : [value];
    return list.map((one, at) => word(one, `${path}[${at}]`));
  }

  function known(raw: Raw, keys: readonly string[], path: string): void {
    const other = Object.keys(raw).find((key) => !keys.includes(key));
    if (other !== undefined) fail(`${path}.${other}`, `没有这一项，可用：${keys.join('、')}`, `is unknown; there are ${keys.join(', ')}`);
  }
}

type Fail = (path: string, zh: string, en: string) => never;

function record(value: unknown, path: string, fail: Fail): Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Raw)
    : fail(path, '应为键值对', 'must be a mapping');
}

function array(value: unknown, path: string, fail: Fail): readonly unknown[] {
  return Array.isArray(value) ? value : fail(path, '应为列表', 'must be a list');
}
