import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Decision,
  decide,
  deniedClass,
  ENVIRONMENTS,
  type Environment,
  entryOf,
  TRANSACTION_CLASSES,
  type TransactionClass,
} from '@anjie/admission';
import { plainPolicy, randomWorlds, SAMPLE_RULES } from '@anjie/admission/testing';
import { classifiedTransactions, type EnvelopeRead, transactionClass } from '@anjie/national-interface';
import { checkRequest } from './admission-check.ts';
import { Knowledge } from './knowledge.ts';
import { KnowledgeContent } from './knowledge-content.ts';
import { ReplayWindow } from './replay-window.ts';

const NOW = Date.UTC(2026, 10, 22, 4);
const INFNO = new Map(
  TRANSACTION_CLASSES.map((name) => [name, classifiedTransactions().find((infno) => transactionClass(infno) === name)!]),
);

function envelope(code: string, name: TransactionClass): EnvelopeRead {
  return { ok: true, infno: INFNO.get(name)!, msgid: 'm', fixmedins_code: code, inf_time: '', value: {} };
}

/** What the server decided of the facts: the refusal code, or null. */
function expected({ grants, bindings }: Decision, ip: string, environment: Environment, name: TransactionClass): string | null {
  const bound = bindings.filter((binding) => binding.ip === ip);
  if (!bound.some((binding) => binding.environment === environment)) return bound.length > 0 ? 'wrong-environment' : 'unknown-source';
  return deniedClass(grants[environment], name)?.code ?? null;
}

test('NX-8, NX-18, NX-20(4): in 10,000 random worlds gateway and decide() agree on every environment, class and segment', () => {
  const seen = new Map<string, number>();
  let admitted = 0;
  for (const facts of randomWorlds(20_261_122, 10_000, { rules: SAMPLE_RULES, now: NOW })) {
    const entry = entryOf(facts, NOW);
    const content = new KnowledgeContent();
    content.apply([{ institution: entry.institution, revision: 1, entry }], [], [plainPolicy(entry.policy)]);
    const knowledge = new Knowledge(false);
    knowledge.adopt(content, 'epoch', 1, null);
    const context = { knowledge, neighbours: new Map<string, string>(), replays: new ReplayWindow() };
    const instants = [NOW, ...entry.segments.slice(1).map((segment) => segment.from)];
    const ips = new Set(entry.segments.flatMap((segment) => segment.bindings.map((binding) => binding.ip)));
    let passes = false;
    for (const t of instants) {
      const decision = decide(facts, t);
      for (const ip of ips.size > 0 ? ips : ['203.0.113.1']) {
        for (const environment of ENVIRONMENTS) {
          for (const name of TRANSACTION_CLASSES) {
            const arrival = { ip, environment, path: '/x', envelope: envelope(entry.code, name), digest: '', at: t };
            const verdict = checkRequest(arrival, context);
            const code = verdict.ok ? null : verdict.refusal.code;
            assert.equal(code, expected(decision, ip, environment, name), `${entry.code} ${ip} ${environment} ${name} ${t}`);
            if (code === null) passes = true;
            else seen.set(code, (seen.get(code) ?? 0) + 1);
          }
        }
      }
    }
    if (passes) admitted += 1;
  }
  assert.ok(admitted > 2_500, `only ${admitted} worlds let anything pass`);
  for (const [code, times] of seen) assert.ok(times >= 100, `${code} only ${times} times`);
});
