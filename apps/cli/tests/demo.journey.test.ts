import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isFree, type OwnInstallation, ownInstallation } from './installation.ts';

interface Story {
  readonly ok: boolean;
  readonly steps: readonly {
    readonly at: string;
    readonly title: string;
    readonly clauses: readonly string[];
    readonly expected: string;
    readonly actual: string;
    readonly ok: boolean;
  }[];
}

let installation: OwnInstallation;
let running: Awaited<ReturnType<OwnInstallation['up']>>;

before(async () => {
  installation = await ownInstallation();
  running = await installation.up();
});
after(async () => {
  running?.process.kill('SIGTERM');
  await running?.ended;
  installation?.remove();
});

const play = async () => {
  const { code, stdout } = await installation.anjie('demo', '--json');
  return { code, story: JSON.parse(stdout) as Story };
};

test('A second start on the same data says who runs and exits 0', async () => {
  const { code, stdout } = await installation.anjie('up');
  assert.equal(code, 0);
  assert.match(stdout, /安接已在运行/);
  assert.match(stdout, new RegExp(`Anjie runs already \\(process ${running.process.pid}`));
});

test('Every step of the story comes as expected: NX-5, 6, 8, 9, 14, 18, 20, JC-6, JC-7, TS-0', async () => {
  const { code, story } = await play();
  assert.deepEqual(
    story.steps.filter((step) => !step.ok),
    [],
  );
  assert.equal(story.ok, true);
  assert.equal(code, 0);
  assert.ok(story.steps.length >= 15, `${story.steps.length} steps`);
  const quoted = new Set(story.steps.flatMap((step) => step.clauses));
  for (const clause of ['NX-5', 'NX-6', 'NX-8', 'NX-9', 'NX-14', 'NX-18', 'NX-20(1)', 'NX-20(2)', 'NX-20(3)', 'NX-20(4)', 'NX-20(末)'])
    assert.ok(quoted.has(clause), clause);
  for (const clause of ['NX-附4', 'JC-6', 'JC-7', 'TS-0', 'TS-2(3)']) assert.ok(quoted.has(clause), clause);
  for (const step of story.steps) assert.match(step.at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/);
});

test('The story is repeatable on one installation; with the gateway stopped every step that needs it fails, and no other', async () => {
  const gateway = installation.pidOf('gateway');
  process.kill(gateway, 'SIGSTOP');
  try {
    const { code, story } = await play();
    assert.equal(code, 1);
    assert.equal(story.ok, false);
    const failed = story.steps.filter((step) => !step.ok);
    const needing = story.steps.filter((step) => /网关|通过/.test(step.expected));
    for (const step of needing) assert.equal(step.ok, false, step.title);
    const sentence = (clause: string, infno: string, refusal: string) =>
      failed.some((step) => step.expected.includes(`网关拒绝 ${infno}`) && step.expected.includes(`（${refusal}），依据 ${clause}`));
    assert.ok(sentence('NX-20(末)', '2102', 'settlement-suspension'));
    assert.ok(sentence('NX-18', '2102', 'cut-off'));
    assert.ok(sentence('NX-9', '2102', 'institution-mismatch'));
    const paper = story.steps.filter((step) => step.ok).flatMap((step) => step.clauses);
    for (const clause of ['NX-5', 'NX-20(1)', 'JC-6', 'TS-5']) assert.ok(paper.includes(clause), `${clause} needs no gateway`);
  } finally {
    process.kill(gateway, 'SIGCONT');
  }
});

test('SIGTERM ends everything in order with exit 0', async () => {
  running.process.kill('SIGTERM');
  const { code, stdout } = await running.ended;
  assert.equal(code, 0, stdout);
  for (const offset of [0, 1, 2, 3, 5]) assert.equal(await isFree(installation.portBase + offset), true, `port +${offset}`);
});
