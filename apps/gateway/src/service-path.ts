import { catalogue } from '@anjie/national-interface';

/**
 * Which transactions a path stands for. Some platforms have one entry for all, some a path per transaction; where the path names a
 * transaction, the body has to name the same one, or a class that is refused could be reached under the infno of one that is not.
 */
const INFNO = /^(?:\d{4}[A-Za-z]?|\d{6})$/;
const byService = new Map<string, Set<string>>();
for (const { path, infno } of catalogue().values()) {
  if (path === undefined || path === '') continue;
  const service = serviceOf(path);
  byService.set(service, (byService.get(service) ?? new Set()).add(infno));
}

/** Whether a request under `path` (without query) may carry `infno`. */
export function pathAgrees(path: string, infno: string): boolean {
  const last = path.slice(path.lastIndexOf('/') + 1);
  if (INFNO.test(last)) return last.toUpperCase() === infno.toUpperCase();
  const named = byService.get(serviceOf(path));
  return named === undefined || named.has(infno) || named.has(infno.replace(/[A-Za-z]$/, ''));
}

/** Plain paths only: nothing that two readers could resolve differently (dot segments, empty segments, escapes). */
export function isPlainPath(path: string): boolean {
  return /^\/[0-9A-Za-z._~/-]*$/.test(path) && !path.includes('//') && !path.split('/').some((part) => part === '.' || part === '..');
}

function serviceOf(path: string): string {
  return path.toLowerCase().split('/').slice(-2).join('/');
}
