import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { startTestSystem, type TestSystem } from '@anjie/test-system';

let system: TestSystem;
before(async () => {
  system = await startTestSystem();
});
after(() => system.stop());

interface Problem {
  readonly code: string;
  readonly path: string | null;
  readonly title: { readonly zh: string; readonly en: string };
  readonly mend: { readonly zh: string; readonly en: string };
}

/** Sends a target as it stands: fetch would mend it. */
function send(target: string): Promise<{ status: number; problem: Problem }> {
  const { hostname, port } = new URL(system.url);
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: hostname, port, path: target }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () =>
        resolve({ status: response.statusCode!, problem: JSON.parse(Buffer.concat(chunks).toString()) as Problem }),
      );
    });
    outgoing.once('error', reject).end();
  });
}

function assertInWords(problem: Problem): void {
  for (const text of [problem.title, problem.mend]) assert.ok(text.zh.length > 0 && text.en.length > 0);
}

test('a path that is too long or cannot be decoded is refused in words', async () => {
  for (const [target, status, code] of [
    [`/api/v1/institutions/${'x'.repeat(500)}`, 414, 'address-too-long'],
    ['/api/v1/institutions/%zz', 400, 'input-invalid'],
    ['/api/v1/institutions/%ff', 400, 'input-invalid'],
  ] as const) {
    const answer = await send(target);
    assert.equal(answer.status, status, target.slice(0, 40));
    assert.equal(answer.problem.code, code);
    assertInWords(answer.problem);
  }
});

test('text that no database can hold is refused where it stands, and nothing is stored', async () => {
  const person = await system.as('xingqing.caseworker');
  for (const [name, rule] of [
    ['药\u0000店', 'text'],
    ['药\ud800店', 'text'],
  ]) {
    const answer = await person.post('/institutions', { code: 'P64010400021', name, kind: 'pharmacy' });
    const problem = answer.body as unknown as Problem & { rule: string };
    assert.equal(answer.status, 400);
    assert.deepEqual([problem.code, problem.path, problem.rule], ['input-invalid', 'body.name', rule]);
    assertInWords(problem);
  }
  assert.equal((await person.get('/institutions/P64010400021')).status, 404);
  for (const path of ['/institutions/a%00b', '/terminal-filings?after=a%00b', '/institutions?after=%00']) {
    const answer = await person.get(path);
    assert.equal(answer.status, 400, path);
    assert.equal((answer.body as unknown as Problem).code, 'input-invalid');
  }
});

test('an instant before the first rules is refused in words', async () => {
  const reader = await system.as('demo.reader');
  const clerk = await system.as('xingqing.caseworker');
  await clerk.post('/institutions', { code: 'P64010400022', name: '示范药店', kind: 'pharmacy' });
  const answer = await reader.get('/institutions/P64010400022/admission?at=0001-01-01');
  assert.equal(answer.status, 400);
  assert.equal((answer.body as unknown as Problem).code, 'no-basis-yet');
  const supposed = await reader.post('/institutions/P64010400022/admission/what-if', { at: '0001-01-01', held: [] });
  assert.equal((supposed.body as unknown as Problem).code, 'no-basis-yet');
});

test('an export that is refused on the way answers so, in both formats, and the server goes on', async () => {
  const person = await system.as('xingqing.caseworker');
  for (const format of ['csv', 'xlsx']) {
    const answer = await person.get(`/exports/institutions?format=${format}&purpose=%E6%A0%B8%E5%AF%B9&mac=2026-11-22`);
    assert.equal(answer.status, 400, format);
    assert.deepEqual([(answer.body as unknown as Problem).code, (answer.body as unknown as Problem).path], ['input-invalid', 'query.mac']);
  }
  assert.equal((await person.get('/me')).status, 200);
});
