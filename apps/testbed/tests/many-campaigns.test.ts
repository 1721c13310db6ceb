import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, beginCampaign, query, READY, sale, send, startTestBed, type TestBed } from './test-bed.ts';

const CAMPAIGNS = 200;
let bed: TestBed;
before(async () => {
  bed = await startTestBed();
});
after(() => bed.stop());

test('200 campaigns at once work without an error, and none sees another’s data', async () => {
  const begun = await Promise.all(
    Array.from({ length: CAMPAIGNS }, (_, at) => beginCampaign(bed, { institution_code: `P640104${String(at).padStart(5, '0')}` })),
  );
  await Promise.all(
    begun.map(async (one, at) => {
      for (let n = 0; n <= at % 3; n += 1) {
        await send(one, '1101', query(READY));
        const settled = await send(one, '2102', sale(READY, 10 + at));
        assert.equal(settled.infcode, 0, settled.err_msg);
        // Its own balance alone: 100,000 less what this campaign has spent.
        assert.equal(settled.output.setlinfo!.balc, 100_000 - (n + 1) * (10 + at));
      }
    }),
  );
  await Promise.all(
    begun.map(async (one, at) => {
      const { body } = await ask(bed, one.key, 'GET', `/api/v1/campaigns/${one.id}/runs/1/messages?limit=200`);
      const messages = body.messages as { seq: number; request: { fixmedins_code: string } }[];
      assert.deepEqual(
        messages.map((message) => message.seq),
        Array.from({ length: 2 * ((at % 3) + 1) }, (_, seq) => seq + 1),
      );
      assert.ok(messages.every((message) => message.request.fixmedins_code === one.signing.id));
    }),
  );
});
