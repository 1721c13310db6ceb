import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { test } from 'node:test';
import { sharedHosts } from '../src/apart.ts';
import { ownInstallation } from './installation.ts';

/** Answers every path with one JSON, as the process of that port would answer its health. */
async function answering(port: number, body: object): Promise<Server> {
  const server = createServer((_, response) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body)));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}

const APART = /NX-20\(4\)/;

test('NX-20(4): doctor fails a test bed on the host of a production gateway, and passes an installation without one', async () => {
  const own = await ownInstallation();
  const servers = [
    await answering(own.portBase, { ok: true, mode: 'production', revision: 1 }),
    await answering(own.portBase + 1, { ok: true, revision: 1 }),
  ];
  const checkOf = async () => {
    const { stdout } = await own.anjie('doctor', '--json');
    return (JSON.parse(stdout) as { checks: { name: string; ok: boolean; mend: string }[] }).checks.find((one) => APART.test(one.name))!;
  };
  try {
    assert.equal((await checkOf()).ok, true);
    servers.push(await answering(own.portBase + 5, { ok: true, service: 'testbed', environment: 'test' }));
    const failed = await checkOf();
    assert.equal(failed.ok, false);
    assert.match(failed.mend, /另外的主机/);
  } finally {
    for (const server of servers) server.close();
    own.remove();
  }
});

test('NX-20(4): hosts are compared by address', () => {
  assert.deepEqual(sharedHosts(['10.0.0.1', 'local'], ['local']), ['local']);
  assert.deepEqual(sharedHosts(['10.0.0.1'], ['10.0.0.2']), []);
});
