import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ask, type Begun, beginCampaign, query, READY, send, startTestBed, type TestBed } from './test-bed.ts';

let bed: TestBed;
let folder: string;
before(async () => {
  bed = await startTestBed();
  folder = mkdtempSync(join(tmpdir(), 'anjie-download-'));
});
after(async () => {
  await bed.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('the message log of a run is a file of one JSON a line, in order, masked, for the campaign’s own key alone', async () => {
  const begun = await beginCampaign(bed);
  await send(begun, '1101', query(READY));
  await send(begun, '1101', query({ certno: '110101199003070000' }));
  const path = `/api/v1/campaigns/${begun.id}/runs/1/messages.ndjson`;
  const reply = await fetch(`${bed.url}${path}`, { headers: { authorization: `Bearer ${begun.key}` } });
  assert.match(reply.headers.get('content-disposition') ?? '', /^attachment; filename="messages-.*\.ndjson"$/);
  const text = await reply.text();
  const read = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { seq: number; infno: string; bytes: number });
  assert.deepEqual(
    read.map((one) => [one.seq, one.infno]),
    [
      [1, '1101'],
      [2, '1101'],
    ],
  );
  assert.doesNotMatch(text, /110101199003070000/);
  const other = await beginCampaign(bed);
  assert.equal((await ask(bed, other.key, 'GET', path)).status, 404);
  assert.equal((await ask(bed, begun.key, 'GET', path.replace('/1/', '/7/'))).status, 404);
});

test('the reference client is downloaded, unpacked elsewhere, and passes with Node alone in each way of signing that it speaks', async () => {
  const reply = await fetch(`${bed.url}/reference-client`);
  assert.equal(reply.headers.get('content-type'), 'application/gzip');
  const file = join(folder, 'client.tar.gz');
  writeFileSync(file, Buffer.from(await reply.arrayBuffer()));
  execFileSync('tar', ['-xzf', file, '-C', folder]);
  const client = join(folder, 'anjie-reference-his');
  assert.deepEqual(readdirSync(client), ['README.md', 'package.json', 'src']);
  for (const signing of ['x-ca', 'csb', 'tif', 'oauth2-sm', 'encdata', 'none']) {
    const begun = await beginCampaign(bed, { signing });
    assert.deepEqual(await work(client, begun, signing), [0, null], signing);
    const { body } = await ask(bed, begun.key, 'GET', `/api/v1/campaigns/${begun.id}/runs/1/cases`);
    const open = (body.cases as { id: string; kind: string; state: string }[]).filter(
      (one) => one.kind !== 'attested' && !['pass', 'not-applicable'].includes(one.state),
    );
    assert.deepEqual(open, signing === 'none' ? open.filter((one) => one.id === 'CM-signature') : [], signing);
  }
  const begun = await beginCampaign(bed, { signing: 'x-ca' });
  assert.deepEqual(await work(client, begun, 'spoken by nobody'), [1, null]);
});

function work(client: string, begun: Begun, scheme: string): Promise<unknown[]> {
  const environment = {
    PATH: process.env.PATH,
    TESTBED_ENDPOINT: begun.endpoint,
    TESTBED_INSTITUTION: 'P64010400001',
    TESTBED_SIGNING_SCHEME: scheme,
    TESTBED_SIGNING_ID: begun.signing.id,
    TESTBED_SIGNING_SECRET: begun.signing.secret,
    TESTBED_SIGNING_PRIVATE_KEY: begun.signing.privateKey ?? '',
    TESTBED_SIGNING_PLATFORM_KEY: begun.signing.platformPublicKey ?? '',
    HIS_TIMEOUT_MS: '400',
  };
  return once(spawn(process.execPath, ['src/main.ts'], { cwd: client, env: environment, stdio: 'ignore' }), 'exit');
}
