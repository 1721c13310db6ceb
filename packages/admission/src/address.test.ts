import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalAddress, canonicalMac } from './address.ts';

test('RFC 5952: an IPv6 address has one spelling, and a mapped IPv4 address is the IPv4 address', () => {
  const spellings: [string, string | null][] = [
    ['10.1.2.3', '10.1.2.3'],
    ['255.255.255.255', '255.255.255.255'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['::FFFF:0a01:0203', '10.1.2.3'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['::', '::'],
    ['::1', '::1'],
    ['fe80::', 'fe80::'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
  ];
  for (const [text, canonical] of spellings) assert.equal(canonicalAddress(text), canonical, text);
});

test('what is no address is none', () => {
  const wrong = [
    '',
    '10.1.2',
    '10.1.2.3.4',
    '10.1.2.256',
    '10.01.2.3',
    '1..2.3',
    ' 10.1.2.3',
    '10.1.2.3/32',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
  ];
  for (const text of [...wrong, '1:2:3:4:5:6:7:8:9', '12345::', 'fe80::1%eth0', '1.2.3.4::', '::1.2.3', '1:2:3:4:5:6:7:']) {
    assert.equal(canonicalAddress(text), null, text);
  }
});

test('a MAC address has one spelling', () => {
  assert.equal(canonicalMac('02-AB-00-00-00-FF'), '02:ab:00:00:00:ff');
  for (const text of ['02:ab:00:00:00', '02:ab:00:00:00:0g', '02ab000000ff', '']) assert.equal(canonicalMac(text), null, text);
});
