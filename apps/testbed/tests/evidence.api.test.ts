import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sm3Hex } from '@anjie/guomi';
import pg from 'pg';
import { ask, type Begun, beginCampaign, OPERATOR, startTestBed, type TestBed } from './test-bed.ts';

const SCREEN = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const NAME = '医保编码界面.png';

let bed: TestBed;
before(async () => {
  bed = await startTestBed();
});
after(() => bed.stop());

const runs = (begun: Begun, rest: string): string => `/api/v1/campaigns/${begun.id}/runs/1${rest}`;

async function upload(begun: Begun, content: Buffer, name = NAME, key = begun.key): Promise<{ status: number; body: { sm3: string } }> {
  const url = `${bed.url}${runs(begun, '/evidence')}?name=${encodeURIComponent(name)}`;
  const reply = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${key}` }, body: content });
  return { status: reply.status, body: (await reply.json()) as { sm3: string } };
}

test('an evidence file is kept with its SM3, comes back byte for byte, and belongs to its campaign alone', async () => {
  const [begun, other] = [await beginCampaign(bed), await beginCampaign(bed)];
  const kept = await upload(begun, SCREEN);
  assert.deepEqual(kept, { status: 201, body: { sm3: sm3Hex(SCREEN), name: NAME, media: 'image/png', bytes: SCREEN.length } });
  assert.equal((await upload(begun, SCREEN, 'again.png')).status, 201);
  const { body } = await ask(bed, begun.key, 'GET', runs(begun, '/evidence'));
  assert.deepEqual(body.evidence, [kept.body]);
  const path = runs(begun, `/evidence/${kept.body.sm3}`);
  const reply = await fetch(`${bed.url}${path}`, { headers: { authorization: `Bearer ${OPERATOR}` } });
  assert.deepEqual(Buffer.from(await reply.arrayBuffer()), SCREEN);
  assert.equal(reply.headers.get('x-content-type-options'), 'nosniff');
  assert.equal((await upload(begun, SCREEN, NAME, other.key)).status, 404);
  assert.equal((await ask(bed, other.key, 'GET', path)).status, 404);
});

test('a file of another kind, cut off, empty, too large or with a path for a name is refused and not kept', async () => {
  const begun = await beginCampaign(bed);
  const large = Buffer.concat([SCREEN.subarray(0, -12), Buffer.alloc(10_485_760), SCREEN.subarray(-12)]);
  for (const content of [Buffer.from('<html>'), SCREEN.subarray(0, 40), Buffer.alloc(0), large])
    assert.equal((await upload(begun, content)).status, 400);
  assert.equal((await upload(begun, SCREEN, '../x.png')).status, 400);
  assert.deepEqual((await ask(bed, begun.key, 'GET', runs(begun, '/evidence'))).body.evidence, []);
});

test('the frozen report lists the evidence by SM3 and says which attestation rests on a kept file; then no more is taken', async () => {
  const begun = await beginCampaign(bed);
  const { sm3 } = (await upload(begun, SCREEN)).body;
  for (const [of, evidence] of [
    ['CO-display', sm3],
    ['CO-upkeep', 'a'.repeat(64)],
  ] as const) {
    const note = { kind: 'attestation', case: of, reason: '界面截图', by: '甲', evidence_name: NAME, evidence_sm3: evidence };
    const made = await ask(bed, begun.key, 'POST', runs(begun, '/notes'), note);
    assert.equal(made.status, 201, JSON.stringify(made.body));
    await ask(bed, OPERATOR, 'POST', runs(begun, `/notes/${made.body.id as string}/approval`), { by: '乙' });
  }
  assert.equal((await ask(bed, begun.key, 'POST', runs(begun, '/freeze'), {})).status, 201);
  const { report } = (await ask(bed, begun.key, 'GET', runs(begun, '/frozen'))).body as {
    report: { evidence: { sm3: string }[]; cases: { id: string; decided: { evidenceKept: boolean } | null }[] };
  };
  assert.deepEqual(
    report.evidence.map((one) => one.sm3),
    [sm3],
  );
  const keptOf = (id: string) => report.cases.find((one) => one.id === id)!.decided!.evidenceKept;
  assert.deepEqual([keptOf('CO-display'), keptOf('CO-upkeep')], [true, false]);
  assert.equal((await upload(begun, Buffer.from('%PDF-1.7\n%%EOF\n'), 'b.pdf')).status, 409);
  const client = new pg.Client({ connectionString: bed.appUrl });
  await client.connect();
  await assert.rejects(client.query('update evidence set name = $1', ['x.png']), /permission denied/);
  await assert.rejects(client.query('delete from evidence'), /permission denied/);
  await client.end();
});
