import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEnvelope } from '@anjie/national-interface';
import { binding, closed, codeOf, institution, message, policy } from '../tests/world.ts';
import { checkRequest } from './admission-check.ts';
import { Knowledge } from './knowledge.ts';
import { KnowledgeContent } from './knowledge-content.ts';
import { ReplayWindow, replayKey } from './replay-window.ts';

const AT = 1_000_000;

/** Every check would refuse but those that are named as passing. */
function verdict(passing: readonly string[]) {
  const ok = (name: string) => passing.includes(name);
  const entry = institution(1, ok('class') ? {} : { production: closed() });
  const [segment] = entry.segments;
  const mac = '02:00:00:00:00:01';
  const bound = { ...segment, bindings: [binding('127.0.1.1', ok('environment') ? 'production' : 'test', [mac])] };
  const content = new KnowledgeContent();
  content.apply([{ institution: entry.institution, revision: 1, entry: { ...entry, segments: [bound] } }], [], [policy()]);
  content.settings = { defaultPolicy: '640000', releasedEpochs: [] };
  const knowledge = new Knowledge(false);
  if (ok('knowledge')) knowledge.adopt(content, 'epoch-1', 1, null);
  const body = ok('readable') ? message(ok('institution') ? codeOf(1) : codeOf(2)) : '{';
  const envelope = readEnvelope(Buffer.from(body), { maxBytes: 10_000 });
  const replays = new ReplayWindow();
  if (envelope.ok && !ok('fresh')) replays.add(replayKey(codeOf(1), '1101', envelope.msgid, 'digest'), AT - 1, 1_000);
  const ip = ok('source') ? '127.0.1.1' : '127.0.9.1';
  const neighbours = new Map([[ip, ok('mac') ? mac : '02:00:00:00:00:02']]);
  return checkRequest(
    { ip, environment: 'production', path: '/x', envelope, digest: 'digest', at: AT },
    { knowledge, neighbours, replays },
  );
}

test('NX-8, NX-9, NX-20(4): the checks stand in one order, and each refuses what those before it let through', () => {
  const order: readonly [string, string][] = [
    ['knowledge', 'without-knowledge'],
    ['source', 'unknown-source'],
    ['environment', 'wrong-environment'],
    ['mac', 'binding-mismatch'],
    ['readable', 'body-unreadable'],
    ['institution', 'institution-mismatch'],
    ['class', 'cut-off'],
    ['fresh', 'replayed'],
  ];
  order.forEach(([, code], index) => {
    const result = verdict(order.slice(0, index).map(([name]) => name));
    assert.equal(result.ok ? null : result.refusal.code, code);
  });
  const passed = verdict(order.map(([name]) => name));
  assert.deepEqual([passed.ok, passed.macChecked, passed.class], [true, 'matched', 'query']);
});

test('NX-8: an institution whose profile’s policy has not come is refused', () => {
  const content = new KnowledgeContent();
  const entry = institution(1);
  content.apply([{ institution: entry.institution, revision: 1, entry }], [], []);
  const knowledge = new Knowledge(false);
  knowledge.adopt(content, 'epoch-1', 1, null);
  const envelope = readEnvelope(Buffer.from(message(codeOf(1))), { maxBytes: 10_000 });
  const arrival = { ip: '127.0.1.1', environment: 'production' as const, path: '/x', envelope, digest: '', at: AT };
  const result = checkRequest(arrival, { knowledge, neighbours: new Map(), replays: new ReplayWindow() });
  assert.equal(result.ok ? null : result.refusal.code, 'admission-unknown');
});
