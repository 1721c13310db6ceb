import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { clauseText, loadCatalogue, readRegulations } from './index.ts';
import { plainLine, readSpan } from './normalise.ts';

const folder = readRegulations(join(import.meta.dirname, '../../..'));
const { catalogue, problems } = loadCatalogue(folder);
const clauses = [...catalogue.clauses.values()];
const count = (pattern: RegExp) => clauses.filter((one) => pattern.test(one.id)).length;

test('the clauses’ union is the whole of the four texts: every line with words belongs to exactly one', () => {
  assert.deepEqual(problems, []);
  for (const { file, text } of catalogue.texts.values()) {
    const lines = folder.texts.find((one) => one.file === file)?.content.split('\n') ?? [];
    const owned = clauses.filter((one) => one.text === text).flatMap((one) => readSpan(one.lines)?.flat() ?? []);
    const worded = lines.flatMap((line, i) => (line.trim() ? [i + 1] : []));
    assert.deepEqual(
      owned.filter((line) => lines[line - 1]?.trim()).sort((a, b) => a - b),
      worded,
      file,
    );
  }
});

test('nothing of the texts’ wording is lost: the clauses in the order of their lines are the normalised text', () => {
  for (const { file, text } of catalogue.texts.values()) {
    const lines = folder.texts.find((one) => one.file === file)?.content.split('\n') ?? [];
    const whole = lines.map(plainLine).join('').replace(/\s/g, '');
    const joined = clauses
      .filter((one) => one.text === text)
      .map((one) => one.words)
      .join('')
      .replace(/\s/g, '');
    assert.deepEqual([...joined].sort().join(''), [...whole].sort().join(''), file);
  }
});

test('no clause is empty, and no markup is left in its words', () => {
  for (const one of clauses) {
    assert.notEqual(one.words.trim(), '', one.id);
    assert.doesNotMatch(one.words, /\*\*|<\/?b>|<input|\[bookmark|^#|^- /m, one.id);
  }
});

test('NX-附3.2: ten groups, 32 items, 68 sub-checks, 32 result records', () => {
  assert.equal(count(/^NX-附3\.2-\d+$/), 10);
  assert.equal(count(/^NX-附3\.2-\d+[a-g]$/), 32);
  assert.equal(count(/^NX-附3\.2-\d+[a-g]-\d$/), 68);
  assert.equal(clauses.filter((one) => one.words.endsWith('结果记录')).length, 32);
  const perGroup = (of: RegExp) =>
    Array.from({ length: 10 }, (_, i) => clauses.filter((one) => one.within?.match(of)?.[1] === String(i + 1)).length);
  assert.deepEqual(perGroup(/^NX-附3\.2-(\d+)$/), [4, 7, 4, 6, 1, 2, 2, 2, 2, 2]);
  assert.deepEqual(perGroup(/^NX-附3\.2-(\d+)[a-g]$/), [10, 15, 7, 11, 4, 5, 5, 5, 2, 4]);
});

test('the annexes have the parts that were counted in them', () => {
  assert.equal(count(/^NX-附1\.\d+$/), 11);
  assert.equal(count(/^NX-附2\.\d$/), 5);
  assert.equal(count(/^NX-附2\.2\(\d\)$/), 4);
  assert.equal(count(/^NX-附3\.1-\d$/), 6);
  assert.equal(count(/^NX-附4\.\d$/), 3);
  assert.equal(count(/^NX-附5-\d$/), 5);
  assert.equal(count(/^NX-附5-1\(\d\)$/), 7);
  assert.equal(count(/^NX-附5-2\(\d\)$/), 5);
  assert.equal(count(/^NX-附5-5\(\d\)$/), 3);
});

test('every article is there: NX 40, JC 21, TS 1 to 5, GJ 2.1 to 4.5; playbooks have their steps', () => {
  for (let n = 1; n <= 40; n += 1) assert.ok(catalogue.clauses.has(`NX-${n}`), `NX-${n}`);
  for (let n = 1; n <= 21; n += 1) assert.ok(catalogue.clauses.has(`JC-${n}`), `JC-${n}`);
  assert.deepEqual([count(/^TS-1\(/), count(/^TS-2\(/), count(/^TS-3\(/), count(/^TS-[045]$/)], [9, 4, 5, 3]);
  assert.deepEqual([count(/^GJ-2\./), count(/^GJ-3\./), count(/^GJ-4\./)], [6, 7, 5]);
  assert.deepEqual(
    [32, 33, 34, 35].map((n) => count(new RegExp(`^NX-${n}\\(`))),
    [5, 8, 5, 6],
  );
  for (const id of ['NX-20(1)', 'NX-20(2)', 'NX-20(3)', 'NX-20(4)', 'NX-20(末)', 'NX-20(末2)']) assert.ok(catalogue.clauses.has(id), id);
});

test('informational are exactly the clauses that bind nobody, besides titles, headings and signature blocks', () => {
  const numbered = clauses
    .filter((one) => one.kinds[0] === 'informational' && /^(NX-\d+|JC-\d+|GJ-\d\.\d|TS-\d\(\d\))$/.test(one.id))
    .map((one) => one.id);
  assert.deepEqual(numbered.join(' '), 'GJ-1.1 GJ-1.2 GJ-1.3 JC-1 JC-2 JC-3 JC-21 NX-1 NX-2 NX-3 NX-20 NX-37 NX-39 NX-40');
});

test('a sentence that a page break parted is whole again', () => {
  assert.match(clauseText(catalogue, 'NX-8'), /原则上一个定点医药机构只能申请一个/);
  assert.match(clauseText(catalogue, 'NX-20(末)'), /上报至自治区医保局，收到上线反馈单后/);
  assert.match(clauseText(catalogue, 'NX-附3.2-4f'), /发生严重入侵事件时提供报警/);
  assert.match(clauseText(catalogue, 'JC-19'), /造成不良后果的，属地/);
  assert.match(clauseText(catalogue, 'NX-附2.2', true), /☐ 单机版 ☐ 云药店[\s\S]*所有接口的改造工作/);
});

test('slips of the source are quoted as they stand, with an erratum beside', () => {
  assert.match(clauseText(catalogue, 'NX-附5-5(1)'), /《中华人民共和国保密法》/);
  for (const id of ['NX-附5-5(1)', 'NX-附5-5(2)', 'JC-5', 'NX-附3.2-6b', 'NX-附3.2-2c-1'])
    assert.ok(catalogue.clauses.get(id)?.erratum, id);
  assert.equal(clauseText(catalogue, 'NX-附3.2-6b-3'), clauseText(catalogue, 'NX-附3.2-7b-3'));
});

test('GJ addresses no institution, and an unknown id is refused in both languages', () => {
  for (const one of clauses.filter((c) => c.text === 'GJ')) assert.ok(!one.addressee.includes('institution'), one.id);
  assert.throws(() => clauseText(catalogue, 'NX-99'), /没有 NX-99.*no clause NX-99/);
});

test('a text that changed, a line nobody owns, an overlap and a shifted span are each named', () => {
  const [file, content] = ['t.md', '第一条 甲\n第二条 乙\n'];
  const head =
    'text: TS\ntitle: t\nnumber: null\njurisdiction: "130200"\nfile: t.md\ninForceFrom: null\ndisclosure: null\nbindsBySignature: true\n';
  const clause = (id: string, lines: string, begins: string) =>
    `  - { id: ${id}, title: t, lines: "${lines}", begins: ${begins}, kinds: [informational], reason: r }\n`;
  const rules = (sm3: string, ...rows: string[]) =>
    loadCatalogue({
      texts: [{ file, content }],
      clauses: [{ file: 'c.yaml', content: `${head}sm3: "${sm3}"\nclauses:\n${rows.join('')}` }],
      references: [],
    }).problems.map((p) => p.rule);
  const sm3 = '9'.repeat(64);
  assert.deepEqual(rules(sm3, clause('TS-1', '1', '第一条'), clause('TS-2', '2', '第二条')), ['text-changed']);
  assert.deepEqual(rules(sm3, clause('TS-1', '1', '第一条')), ['text-changed', 'unassigned']);
  assert.deepEqual(rules(sm3, clause('TS-1', '1-2', '第一条'), clause('TS-2', '2', '第二条')), ['text-changed', 'overlap']);
  assert.deepEqual(rules(sm3, clause('TS-1', '2', '第一条'), clause('TS-2', '1', '第一条')), ['text-changed', 'begins']);
  assert.deepEqual(rules(sm3, clause('TS-1', '1-2', '第一条'), clause('TS-1', '9', '第二条')), [
    'text-changed',
    'duplicate',
    'span-outside',
    'empty',
  ]);
});
