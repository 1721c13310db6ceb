/** NX-20(4): 「测试环境必须与生产环境物理隔离」 as far as addresses can tell: the bed and a production gateway never on one host. */
import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';

/** Addresses behind a URL; those of this machine count as one host, called `local`. Unresolvable names give none. */
export async function hostsOf(url: string): Promise<readonly string[]> {
  const name = new URL(url).hostname.replace(/^\[|\]$/g, '');
  const found = await lookup(name, { all: true }).catch(() => []);
  return [...new Set(found.map(({ address }) => (isLocal(address) ? 'local' : address)))];
}

/** Hosts that serve both. */
export function sharedHosts(bed: readonly string[], gateway: readonly string[]): readonly string[] {
  return bed.filter((one) => gateway.includes(one));
}

function isLocal(address: string): boolean {
  if (address.startsWith('127.') || address === '::1' || address === '0.0.0.0' || address === '::') return true;
  return Object.values(networkInterfaces()).some((all) => all?.some((one) => one.address === address));
}
