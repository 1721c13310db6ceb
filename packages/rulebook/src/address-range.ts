import { BlockList, isIP } from 'node:net';
import type { Profile } from './profile-schema.ts';
import { saidValue } from './said.ts';

/** Whether an address lies in the ranges that the profile allows institutions' lines to have. No ranges: none is allowed. */
export function addressAllowed(profile: Profile, ip: string): boolean {
  const family = isIP(ip);
  if (family === 0) return false;
  const list = new BlockList();
  for (const range of saidValue(profile.addresses.ranges) ?? []) {
    const [net = '', prefix = ''] = range.split('/');
    list.addSubnet(net, Number(prefix), isIP(net) === 6 ? 'ipv6' : 'ipv4');
  }
  return list.check(ip, family === 6 ? 'ipv6' : 'ipv4');
}
