/** What a schema cannot say: every state and name that a transition speaks of exists and can be reached, and no refusal lacks its text. */
import { GATEWAY_REFUSALS } from './machine-schema.ts';
import type { Problem } from './problem.ts';
import type { Profile } from './profile-schema.ts';

export function sequenceProblems(profile: Profile, fileAt: (path: readonly PropertyKey[]) => string): Problem[] {
  const { onboarding } = profile;
  const problems: Problem[] = [];
  const add = (path: PropertyKey[], rule: string, message: string) =>
    problems.push({ file: fileAt(path), path: path.map(String).join('.'), rule, message });
  const known = (path: PropertyKey[], value: string, names: readonly string[]) => {
    if (!names.includes(value)) add(path, 'name-unknown', `没有定义“${value}”，请先列出 / "${value}" is not defined; list it first`);
  };
  const opinions = onboarding.opinions.map((o) => o.code);
  const seals = onboarding.seals.map((s) => s.party);
  const names = onboarding.transitions.map((one) => one.name);
  const seen = new Set<string>();
  for (const [i, t] of onboarding.transitions.entries()) {
    const at: PropertyKey[] = ['onboarding', 'transitions', i];
    if (seen.has(t.name)) add([...at, 'name'], 'duplicate', `步骤“${t.name}”重复 / transition "${t.name}" is there twice`);
    seen.add(t.name);
    for (const [j, from] of t.from.entries()) known([...at, 'from', j], from, onboarding.states);
    known([...at, 'to'], t.to, onboarding.states);
    if (t.deadline !== undefined) {
      const { startEvent, endEvent, readings = [endEvent] } = t.deadline;
      for (const [key, event] of Object.entries({ startEvent, endEvent })) known([...at, 'deadline', key], event, names);
      for (const [j, event] of readings.entries()) known([...at, 'deadline', 'readings', j], event, names);
      known([...at, 'deadline', 'endEvent'], endEvent, readings);
    }
    for (const [j, o] of t.requires.opinions.entries()) known([...at, 'requires', 'opinions', j], o, opinions);
    for (const [j, s] of t.requires.seals.entries()) known([...at, 'requires', 'seals', j], s, seals);
  }
  for (const [i, row] of (profile.jointTest.certification.value ?? []).entries()) {
    const at: PropertyKey[] = ['jointTest', 'certification', 'value', i];
    known([...at, 'step'], row.step, names);
    // What is certified holds in the whole province, and the joint test must lie behind it.
    const step = onboarding.transitions.find((one) => one.name === row.step);
    if (step !== undefined && !step.by.every((one) => one.level === 'province'))
      add([...at, 'step'], 'level', `“${row.step}”不由省级办理，不能认定版本 / only a step that the province takes certifies a release`);
    if (step !== undefined && !onboarding.transitions.some((one) => one.requires.report && one.name !== row.step))
      add([...at, 'step'], 'no-report', '没有要求测试报告的步骤，无从认定 / no step asks for a report, so that nothing can be certified');
  }
  if (onboarding.initial !== null) {
    known(['onboarding', 'initial'], onboarding.initial, onboarding.states);
    const reached = reachable(onboarding.initial, onboarding.transitions);
    for (const [i, state] of onboarding.states.entries())
      if (!reached.has(state))
        add(['onboarding', 'states', i], 'unreachable', `状态“${state}”无法到达 / state "${state}" cannot be reached`);
  }
  for (const [i, state] of onboarding.final.entries()) known(['onboarding', 'final', i], state, onboarding.states);
  for (const code of GATEWAY_REFUSALS)
    if (!profile.gateway.refusals[code])
      add(['gateway', 'refusals', code], 'missing', '缺少网关拒绝的文字 / the text of this refusal is missing');
  return problems;
}

function reachable(initial: string, transitions: Profile['onboarding']['transitions']): Set<string> {
  const reached = new Set([initial]);
  for (let before = 0; before < reached.size; ) {
    before = reached.size;
    for (const t of transitions) if (t.from.some((state) => reached.has(state))) reached.add(t.to);
  }
  return reached;
}
