import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zh } from '../../words/zh.ts';
import { zhRules } from '../../words/zh-rules.ts';
import { ruleWords, valueWords } from './rule-words.ts';

const named = (vocabulary: string, code: string) => (({ ...zh, ...zhRules }) as Record<string, string>)[`${vocabulary}.${code}`] ?? code;

test('a rule is called by its name, not by its place in a file', () => {
  assert.equal(ruleWords('addresses.perInstitution', named), 'IP 地址 › 每家数量');
  assert.equal(ruleWords('restore.settlement-suspension NX-26', named), '恢复接入 › 暂停结算 NX-26');
});

test('values that are codes are told in words, and numbers and sentences stay', () => {
  assert.equal(valueWords('dedicated、vpdn（JC-6）', named), '专线、无线 VPDN（JC-6）');
  assert.equal(valueWords('5', named), '5');
  assert.equal(valueWords('原则上一家一址（NX-8）', named), '原则上一家一址（NX-8）');
});
