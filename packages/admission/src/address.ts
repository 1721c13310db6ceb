/** One spelling for every IP and MAC address, so that equal addresses are equal texts. */

const IPV4_PART = /^(0|[1-9][0-9]{0,2})$/;
const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/;

/** The IPv4 address as an unsigned 32-bit number, or null where the text is not dotted decimal (RFC 3986 IPv4address; no leading zeros). */
export function ipv4Number(text: string): number | null {
  let value = 0;
  let part = 0;
  let digits = 0;
  let dots = 0;
  for (let i = 0; i <= text.length; i++) {
    const code = i === text.length ? 46 : text.charCodeAt(i);
    if (code === 46) {
      if (digits === 0 || part > 255) return null;
      value = value * 256 + part;
      dots++;
      part = 0;
      digits = 0;
    } else if (code >= 48 && code <= 57) {
      if (digits > 0 && part === 0) return null;
      part = part * 10 + code - 48;
      if (++digits > 3) return null;
    } else return null;
  }
  return dots === 4 ? value : null;
}

/** The dotted decimal spelling of an unsigned 32-bit number. */
export function ipv4Text(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

/**
 * The canonical spelling of an IP address: dotted decimal, or IPv6 after RFC 5952. An IPv4-mapped IPv6 address (::ffff:0:0/96) is the IPv4
 * address it maps. Null where the text is no address; zones (%eth0) are none.
 */
export function canonicalAddress(text: string): string | null {
  if (ipv4Number(text) !== null) return text;
  const groups = ipv6Groups(text);
  if (groups === null) return null;
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return ipv4Text(((groups[6]! << 16) | groups[7]!) >>> 0);
  }
  return ipv6Text(groups);
}

/** The canonical spelling of a MAC address: lower case with colons. Null where the text is none. */
export function canonicalMac(text: string): string | null {
  const spelt = text.toLowerCase().replaceAll('-', ':');
  return MAC.test(spelt) ? spelt : null;
}

function ipv6Groups(text: string): number[] | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const head = groupsOf(halves[0]!, halves.length === 1);
  const tail = halves.length === 2 ? groupsOf(halves[1]!, true) : [];
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  return [...head, ...Array<number>(missing).fill(0), ...tail];
}

function groupsOf(text: string, mayEndInIpv4: boolean): number[] | null {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else if (mayEndInIpv4 && i === parts.length - 1 && IPV4_PART.test(part.split('.')[0]!)) {
      const value = ipv4Number(part);
      if (value === null) return null;
      groups.push(value >>> 16, value & 0xffff);
    } else return null;
  }
  return groups;
}

/** RFC 5952: lower case, no leading zeros, the first longest run of two or more zero groups shortened. */
function ipv6Text(groups: readonly number[]): string {
  let best = -1;
  let length = 1;
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (end < 8 && groups[end] === 0) end++;
    if (end - i > length) {
      best = i;
      length = end - i;
    }
  }
  const hex = groups.map((group) => group.toString(16));
  return best < 0 ? hex.join(':') : `${hex.slice(0, best).join(':')}::${hex.slice(best + length).join(':')}`;
}
