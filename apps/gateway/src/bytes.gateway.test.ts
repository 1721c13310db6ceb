import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { TestGateway } from '../tests/test-gateway.ts';
import { codeOf, institution, message } from '../tests/world.ts';

async function ready(): Promise<TestGateway> {
  const system = await TestGateway.prepare();
  system.server.change({ entries: [institution(1)] });
  await system.startCurrent();
  return system;
}

/** Sends bytes as they are and gives what comes back until the connection ends or two seconds pass. */
function raw(system: TestGateway, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port: system.gateway?.port ?? 0, host: '127.0.0.1', localAddress: '127.0.1.1' });
    let received = '';
    socket.setTimeout(2_000, () => socket.destroy());
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(received));
    socket.write(text);
  });
}

test('a message reaches the platform byte for byte, whatever its order, blanks and characters', async () => {
  await using system = await ready();
  const blank = fc.constantFrom('', ' ', '\n', '\t', '\r\n  ');
  const json = fc.json({ maxDepth: 3 });
  await fc.assert(
    fc.asyncProperty(json, blank, blank, fc.string({ unit: 'grapheme' }), fc.boolean(), async (input, a, b, name, reversed) => {
      const members = Object.entries(JSON.parse(message(codeOf(1))) as Record<string, unknown>)
        .filter(([key]) => key !== 'input' && key !== 'opter_name')
        .map(([key, value]) => `${JSON.stringify(key)}${a}:${b}${JSON.stringify(value)}`);
      members.push(`"opter_name"${b}:${JSON.stringify(name)}`, `"input":${a}{"data":${distinct(input)}}`);
      if (reversed) members.reverse();
      const body = Buffer.from(`${a}{${members.join(`${b},${a}`)}}${b}`);
      const before = system.platform.arrivals.length;
      const reply = await system.post('127.0.1.1', body);
      assert.equal(reply.refusal, null);
      assert.deepEqual(system.platform.arrivals[before]?.body, body);
      assert.deepEqual(reply.body, system.platform.reply);
    }),
    { numRuns: 60 },
  );
});

/** JSON text without repeated names and without escapes in names, which the reader refuses. */
function distinct(json: string): string {
  return JSON.stringify(plain(JSON.parse(json)));
}

function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.replace(/[^\p{L}\p{N}_]/gu, '_'), plain(inner)]));
}

test('the platform’s reply comes back byte for byte with its headers, and no client speaks with the gateway’s voice', async () => {
  await using system = await ready();
  const odd = Buffer.from([0x7b, 0xff, 0x00, 0x0a, 0x7d]);
  system.platform.answer = (response) => {
    response.writeHead(203, ['X-Signature', 'a', 'X-Signature', 'b', 'x-anjie-refusal', 'forged', 'Content-Type', 'text/plain']).end(odd);
  };
  const headers = { 'x-tif-signature': 'S', 'x-anjie-request': 'mine', connection: 'keep-alive, x-secret', 'x-secret': '1' };
  const reply = await system.post('127.0.1.1', message(codeOf(1)), { headers });
  assert.equal(reply.status, 203);
  assert.deepEqual(reply.body, odd);
  assert.equal(reply.headers['x-signature'], 'a, b');
  assert.equal(reply.refusal, null);
  const [arrival] = system.platform.arrivals;
  assert.equal(arrival?.headers['x-tif-signature'], 'S');
  assert.equal(arrival?.headers['x-anjie-request'], undefined);
  assert.equal(arrival?.headers['x-secret'], undefined);
  assert.equal(arrival?.url, '/fsi/api/rsfComIfsService/callService');
});

test('RFC 9112 section 6.3: a request whose length can be read in two ways is refused and its connection ends', async () => {
  await using system = await ready();
  const body = message(codeOf(1));
  const length = Buffer.byteLength(body);
  const head = 'POST /production/x HTTP/1.1\r\nHost: a\r\n';
  for (const framing of [
    `Content-Length: ${length}\r\nContent-Length: ${length + 10}\r\n`,
    `Content-Length: ${length}\r\nContent-Length: ${length}\r\n`,
    `Content-Length: ${length}, ${length}\r\n`,
    `Content-Length: ${length}\r\nTransfer-Encoding: chunked\r\n`,
    `Transfer-Encoding: chunked\r\nContent-Length: ${length}\r\n`,
    'Transfer-Encoding: xchunked\r\n',
    'Transfer-Encoding: chunked, identity\r\n',
    `Content-Length : ${length}\r\n`,
    `Content-Length: +${length}\r\n`,
    `Content-Length: 0x${length.toString(16)}\r\n`,
    `X: y\nContent-Length: ${length}\r\n`,
    ` Content-Length: ${length}\r\n`,
  ]) {
    const reply = await raw(system, `${head}${framing}\r\n${body}`);
    assert.match(reply, /^HTTP\/1\.1 400 /, framing);
    assert.match(reply, /x-anjie-refusal: body-unreadable/i, framing);
  }
  assert.equal(system.platform.arrivals.length, 0);
});

test('a chunked message is checked whole and goes on with one length', async () => {
  await using system = await ready();
  const body = message(codeOf(1));
  const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
  const chunks = `${chunk(body.slice(0, 40))}${chunk(body.slice(40))}0\r\n\r\n`;
  const head = 'POST /production/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n';
  assert.match(await raw(system, head + chunks), /^HTTP\/1\.1 200 /);
  assert.equal(system.platform.arrivals[0]?.body.toString(), body);
  assert.equal(system.platform.arrivals[0]?.headers['transfer-encoding'], undefined);
});

test('a second request hidden behind the body of the first is judged on its own', async () => {
  await using system = await ready();
  const first = message(codeOf(1));
  const second = message(codeOf(2));
  const one = (body: string, last: boolean) =>
    `POST /production/x HTTP/1.1\r\nHost: a\r\n${last ? 'Connection: close\r\n' : ''}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  const reply = await raw(system, one(first, false) + one(second, true));
  assert.equal(reply.match(/HTTP\/1\.1 200 /g)?.length, 2);
  assert.match(reply, /x-anjie-refusal: institution-mismatch/i);
  assert.equal(system.platform.arrivals.length, 1);
});
