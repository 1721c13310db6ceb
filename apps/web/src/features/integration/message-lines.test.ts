import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from './joint-test.ts';
import { isMissing, linesOf } from './message-lines.ts';

const found = (path: string): Finding => ({
  path,
  rule: 'required',
  severity: 'error',
  value: null,
  message: { zh: path, en: path },
  source: '',
});
const MESSAGE = { infno: '2102', input: { drugdetail: [{ cnt: 1 }, { cnt: 'x' }], none: {} } };

test('a message is shown one field a line, and a finding stands at its field, in a list too', () => {
  const lines = linesOf(MESSAGE, [found('$.input.drugdetail[1].cnt')]);
  assert.equal(lines.map((one) => `${' '.repeat(one.depth)}${one.text}`).join('\n'), JSON.stringify(MESSAGE, null, 1));
  const [at, ...others] = lines.filter((one) => one.findings.length > 0);
  assert.deepEqual([at!.text, others], ['"cnt": "x"', []]);
  assert.equal(isMissing(at!.findings[0]!, at!), false);
});

test('a finding at a field that is missing stands at what should hold it, at the message itself in the end', () => {
  const lines = linesOf(MESSAGE, [found('$.input.drugdetail[0].price'), found('$.msgid'), found('oddly written')]);
  const [whole, item] = lines.filter((one) => one.findings.length > 0);
  assert.deepEqual([whole!.path, whole!.findings.length], ['$', 2]);
  assert.equal(item!.path, '$.input.drugdetail[0]');
  assert.equal(isMissing(item!.findings[0]!, item!), true);
});
