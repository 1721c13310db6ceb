/** Whether a host is this machine to itself: what goes there needs no TLS. Names that a resolver decides are not, but for localhost. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
