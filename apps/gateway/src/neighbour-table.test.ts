import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkMac, parseNeighbours } from './neighbour-table.ts';

const ARP = `IP address       HW type     Flags       HW address            Mask     Device
192.0.2.1        0x1         0x2         02:FC:00:00:00:05     *        eth0
192.0.2.9        0x1         0x0         00:00:00:00:00:00     *        eth0
`;

test('NX-8: a terminal seen with its filed MAC matches, one seen with another does not', () => {
  const seen = parseNeighbours(ARP);
  assert.equal(checkMac(seen, '192.0.2.1', ['02:fc:00:00:00:05']), 'matched');
  assert.equal(checkMac(seen, '192.0.2.1', ['02:fc:00:00:00:06']), 'mismatch');
});

test('NX-8: behind a router, with an incomplete row, or without a filed MAC, nothing is claimed', () => {
  const seen = parseNeighbours(ARP);
  assert.equal(checkMac(seen, '198.51.100.7', ['02:fc:00:00:00:05']), 'not checked');
  assert.equal(checkMac(seen, '192.0.2.9', ['02:fc:00:00:00:05']), 'not checked');
  assert.equal(checkMac(seen, '192.0.2.1', []), 'not checked');
});
