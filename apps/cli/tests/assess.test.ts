import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type OwnInstallation, ownInstallation } from './installation.ts';

let own: OwnInstallation;
before(async () => {
  own = await ownInstallation();
});
after(() => own.remove());

interface Assessment {
  readonly items: readonly {
    readonly clause: string;
    readonly verdict: string;
    readonly checks: readonly { clause: string; verdict: string }[];
  }[];
}

test('NX-附3.2: `anjie assess` measures the installation that runs, with the settings that it runs with', async () => {
  const before = await own.anjie('assess');
  assert.equal(before.code, 1);
  assert.match(before.stderr, /没有运行.*does not run/);
  const { process: launcher, ended } = await own.up('--only', 'server');
  try {
    const { code, stdout, stderr } = await own.anjie('assess', '--json');
    assert.deepEqual([code, stderr], [1, '']);
    const { items } = JSON.parse(stdout) as Assessment;
    assert.equal(items.length, 32);
    const verdicts = new Map(items.flatMap(({ checks }) => checks.map(({ clause, verdict }) => [clause, verdict])));
    assert.equal(verdicts.size, 68);
    assert.equal(verdicts.get('NX-附3.2-7b-2'), 'conforms');
    // `up` delivers to a file of this machine: known from the process, not from this test’s environment.
    assert.equal(verdicts.get('NX-附3.2-3c-2'), 'partly');
    assert.equal(verdicts.get('NX-附3.2-1c-1'), 'partly');
    const { stdout: told } = await own.anjie('assess');
    assert.match(told, /✗ NX-附3\.2-8a 不符合 does not/);
    assert.match(told, /makes it fail/);
  } finally {
    launcher.kill('SIGTERM');
    await ended;
  }
});
