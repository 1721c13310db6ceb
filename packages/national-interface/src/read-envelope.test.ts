import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { findDuplicateKey } from './find-duplicate-key.ts';
import { type EnvelopeErrorCode, readEnvelope, readJson } from './read-envelope.ts';

const GOOD = {
  infno: '2102',
  msgid: 'P64010500001202611221200000001',
  fixmedins_code: 'P64010500001',
  inf_time: '2026-11-22 12:00:00',
  opter_type: 1,
  input: { druginfo: { psn_no: '640100001' }, drugdetail: [] },
};
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string) => readEnvelope(bytes(text), { maxBytes: 4096 });

function refusal(text: string): [EnvelopeErrorCode, string] {
  const result = read(text);
  assert.ok(!result.ok, 'refused');
  assert.match(result.message.zh, /\p{Script=Han}/u);
  assert.match(result.message.en, /[a-z]/);
  return [result.code, result.path];
}

test('a whole envelope is read with its four fields and its value', () => {
  const result = read(JSON.stringify(GOOD));
  assert.ok(result.ok);
  assert.equal(result.infno, '2102');
  assert.equal(result.fixmedins_code, 'P64010500001');
  assert.deepEqual(result.value, GOOD);
});

test('infno may carry a letter or have six digits', () => {
  for (const infno of ['2203A', '3592B', '100001']) assert.ok(read(JSON.stringify({ ...GOOD, infno })).ok, infno);
  for (const infno of ['2102 ', ' 2102', '２１０２', '21020', 'ABCD', 2102]) {
    assert.deepEqual(refusal(JSON.stringify({ ...GOOD, infno })), ['field-wrong', '$.infno']);
  }
});

test('a body above the limit is refused before it is read', () => {
  assert.equal(refusal(`{"x":"${'y'.repeat(4096)}"}`)[0], 'body-too-large');
});

test('what is not JSON, not UTF-8 or not an object is refused', () => {
  assert.deepEqual(refusal('{"infno":'), ['not-json', '$']);
  assert.deepEqual(refusal(''), ['not-json', '$']);
  assert.deepEqual(refusal('{"a":1}{"b":2}'), ['not-json', '$']);
  assert.deepEqual(refusal('[1]'), ['not-an-object', '$']);
  assert.deepEqual(refusal('null'), ['not-an-object', '$']);
  const bad = readEnvelope(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), { maxBytes: 100 });
  assert.ok(!bad.ok && bad.code === 'not-json');
});

test('a repeated name is refused wherever it stands, at any depth', () => {
  const whole = JSON.stringify(GOOD).slice(0, -1);
  assert.deepEqual(refusal(`${whole},"fixmedins_code":"P00000000000"}`), ['duplicate-key', '$.fixmedins_code']);
  assert.deepEqual(refusal(`${whole},"extra":[{"a":1},{"b":{"c":1,"c":{}}}]}`), ['duplicate-key', '$.extra[1].b.c']);
  assert.deepEqual(refusal(`${whole},"__proto__":1,"__proto__":2}`), ['duplicate-key', '$.__proto__']);
});

test('a name written with an escape is refused before any parser can misread it', () => {
  const whole = JSON.stringify(GOOD).slice(0, -1);
  assert.deepEqual(refusal(`${whole},"\\u0069nfno":"1101"}`), ['not-json', '$']);
  assert.deepEqual(refusal(`${whole},"x\\\\" : 1,"y":"\\\\"}`), ['not-json', '$']);
  assert.ok(read(`${whole},"y":"\\\\","z":"\\"infno\\":"}`).ok, 'escapes in values are as good as any');
});

test('a name that a lenient reader would take for an envelope field is refused', () => {
  for (const name of ['Infno', 'FIXMEDINS_CODE', 'fixmedinsCode', 'INFNO', 'm\u017fgid']) {
    assert.deepEqual(refusal(JSON.stringify({ ...GOOD, [name]: 'x' })), ['duplicate-key', `$.${name}`]);
  }
});

test('each field that admission depends on must be there', () => {
  for (const name of ['infno', 'msgid', 'fixmedins_code', 'inf_time']) {
    for (const value of [undefined, null, '']) {
      assert.deepEqual(refusal(JSON.stringify({ ...GOOD, [name]: value })), ['field-missing', `$.${name}`]);
    }
  }
  assert.deepEqual(refusal('{"__proto__":{"infno":"1101"}}'), ['field-missing', '$.infno']);
});

test('a message nested beyond any real one is refused without recursion', () => {
  const deep = readEnvelope(bytes(`${'['.repeat(500_000)}${']'.repeat(500_000)}`), { maxBytes: 2_000_000 });
  assert.ok(!deep.ok && deep.code === 'not-json');
  assert.ok(!readEnvelope(bytes(`${'{"a":'.repeat(300_000)}`), { maxBytes: 2_000_000 }).ok);
});

/** A tree in which objects are lists of pairs, so that names may repeat. */
type Tree = string | number | null | boolean | { array: Tree[] } | { members: [string, Tree][] };

const trees = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.oneof(
      fc.constantFrom('', 'a', ':', '"', '\\', '{', '\\"', '",:{}[]'),
      fc.string(),
      fc.integer(),
      fc.constantFrom(null, true, false),
    ),
    fc.record({ array: fc.array(tie('tree'), { maxLength: 4 }) }),
    fc.record({
      members: fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', '{', ',', ':', '__proto__', '中'), tie('tree')), { maxLength: 4 }),
    }),
  ),
})).tree;

function write(tree: Tree): string {
  if (typeof tree !== 'object' || tree === null) return JSON.stringify(tree);
  if ('array' in tree) return `[ ${tree.array.map(write).join(' , ')} ]`;
  return `{${tree.members.map(([name, value]) => `${JSON.stringify(name)} : ${write(value)}`).join(',')}}`;
}

function repeats(tree: Tree): boolean {
  if (typeof tree !== 'object' || tree === null) return false;
  if ('array' in tree) return tree.array.some(repeats);
  return new Set(tree.members.map(([name]) => name)).size < tree.members.length || tree.members.some(([, value]) => repeats(value));
}

test('the reader agrees with a naive one on what repeats a name, for any JSON', () => {
  fc.assert(
    fc.property(trees, (tree) => {
      const text = write(tree);
      const result = readJson(bytes(text));
      assert.equal(result.ok, !repeats(tree));
      assert.equal(findDuplicateKey(text) !== null, repeats(tree));
      if (result.ok) assert.deepEqual(result.value, JSON.parse(text));
    }),
    { numRuns: 500 },
  );
});
