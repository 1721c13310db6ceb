import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { clamdScene, EICAR, noClamd } from './clamd.scene.ts';
import { clamd, clamdAddress, ScannerFault } from './clamd.ts';

const closing: (() => unknown)[] = [];
after(async () => {
  for (const close of closing) await close();
});

/** Whatever answers in clamd's place; the bytes of the file as they came over the wire. */
async function standIn(
  answer: (socket: Socket, heard: Buffer) => void,
): Promise<{ scan: (content: Buffer | AsyncIterable<Buffer>) => Promise<unknown>; heard: () => Buffer }> {
  let heard = Buffer.alloc(0);
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      heard = Buffer.concat([heard, chunk]);
      answer(socket, heard);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  const { port } = server.address() as { port: number };
  return { scan: (content) => clamd({ host: '127.0.0.1', port }, 300).scan(content), heard: () => heard };
}

/** Its own words where they were read before it broke the pipe, and ours where not. */
const OVER_LIMIT = /size limit exceeded|StreamMaxLength may be exceeded/;

const ended = (heard: Buffer) => heard.subarray(-4).equals(Buffer.alloc(4));

test('the whole file goes over the wire in lengths and chunks, ended by a length of zero', async () => {
  const file = Buffer.alloc(150_000, 7);
  const { scan, heard } = await standIn((socket, all) => ended(all) && socket.end('stream: OK\0'));
  assert.deepEqual(await scan(file), { state: 'clean' });
  let rest = heard();
  assert.equal(rest.subarray(0, 10).toString(), 'zINSTREAM\0');
  const chunks: Buffer[] = [];
  for (rest = rest.subarray(10); rest.readUInt32BE() > 0; rest = rest.subarray(4 + rest.readUInt32BE()))
    chunks.push(rest.subarray(4, 4 + rest.readUInt32BE()));
  assert.deepEqual(Buffer.concat(chunks), file);
});

test('an answer in pieces is one answer; a signature is named', async () => {
  const { scan } = await standIn((socket, all) => {
    if (!ended(all)) return;
    socket.write('stream: Win.Test.EI');
    setTimeout(() => socket.end('CAR_HDB-1 FOUND\0'), 20);
  });
  assert.deepEqual(await scan(Buffer.from('x')), { state: 'infected', signature: 'Win.Test.EICAR_HDB-1' });
});

test('no verdict is never taken for a clean one: errors, limits, silence, nonsense, endless answers, a closed connection', async () => {
  const answers: [string, (socket: Socket) => void, RegExp][] = [
    ['an error', (socket) => socket.end('stream: Can not open file ERROR\0'), /ERROR/],
    ['over its limit', (socket) => socket.end('INSTREAM size limit exceeded. ERROR\0'), OVER_LIMIT],
    ['silence', () => {}, /no answer within/],
    ['nonsense', (socket) => socket.end('HTTP/1.1 400 Bad Request\0'), /400/],
    ['OK of something else', (socket) => socket.end('OK\0'), /OK/],
    ['a signature with line breaks', (socket) => socket.end('stream: a\nb FOUND\0'), /a\?b/],
    ['without its end', (socket) => socket.end('stream: OK'), /closed/],
    ['endless', (socket) => socket.write('x'.repeat(5000)), /does not end/],
    ['closed', (socket) => socket.destroy(), /closed/],
  ];
  for (const [what, answer, why] of answers) {
    const { scan } = await standIn((socket, all) => ended(all) && answer(socket));
    await assert.rejects(scan(Buffer.alloc(200_000, 1)), (error: Error) => error instanceof ScannerFault && why.test(error.message), what);
  }
  const interruptions: [string, (socket: Socket) => void][] = [
    ['over its limit', (socket) => socket.end('INSTREAM size limit exceeded. ERROR\0').destroySoon()],
    ['reset', (socket) => socket.resetAndDestroy()],
  ];
  for (const [what, interrupt] of interruptions) {
    const { scan } = await standIn((socket) => interrupt(socket));
    await assert.rejects(
      scan(Buffer.alloc(2_000_000, 1)),
      (error: Error) => error instanceof ScannerFault && OVER_LIMIT.test(error.message),
      what,
    );
  }
  const nobody = clamd({ path: '/nowhere/clamd.sock' });
  await assert.rejects(nobody.scan(Buffer.from('x')), /ENOENT/);
});

test('a file that cannot be read to its end is told as that, at once, and never as a silent scanner', async () => {
  const { scan } = await standIn(() => {});
  async function* torn(): AsyncGenerator<Buffer> {
    yield Buffer.from('x');
    throw new Error('the disk');
  }
  await assert.rejects(scan(torn()), (error: Error) => !(error instanceof ScannerFault) && error.message === 'the disk');
});

test('CLAMAV_URL names a host or a socket, and nothing else', () => {
  assert.deepEqual(clamdAddress('tcp://scanner:3311'), { host: 'scanner', port: 3311 });
  assert.deepEqual(clamdAddress('tcp://127.0.0.1'), { host: '127.0.0.1', port: 3310 });
  for (const text of ['unix:/run/clamd.sock', 'unix:///run/clamd.sock', '/run/clamd.sock'])
    assert.deepEqual(clamdAddress(text), { path: '/run/clamd.sock' });
  for (const text of ['http://x:3310', 'scanner:3310', 'tcp://', 'tcp://u@x:1', ''])
    assert.throws(() => clamdAddress(text), /CLAMAV_URL.*must be/s);
});

test('附3.2-4d: the real clamd finds what its signatures name, passes what they do not, and says what is over its limit', {
  skip: noClamd,
}, async () => {
  const scene = await clamdScene();
  closing.push(() => scene.stop());
  for (const url of [scene.url, scene.socketUrl]) {
    const scanner = clamd(clamdAddress(url));
    await scanner.ping();
    assert.deepEqual(await scanner.scan(Buffer.from('an ordinary letter')), { state: 'clean' });
    const found = await scanner.scan(EICAR);
    assert.deepEqual(found, { state: 'infected', signature: 'Anjie.Test.EICAR.UNOFFICIAL' });
  }
  await assert.rejects(clamd(clamdAddress(scene.url)).scan(Buffer.alloc(3 * 1024 * 1024)), OVER_LIMIT);
});
