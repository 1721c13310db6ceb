import { checkMessage } from './check-message.ts';
import type { Direction } from './compile-transaction.ts';
import { type Finding, Findings, type Mode, type Verdict } from './finding.ts';
import { readJson } from './read-envelope.ts';

export interface CheckFileOptions {
  readonly mode: Mode;
  /** overrides what the file's name and the message say */
  readonly infno?: string;
  readonly layer?: string;
}

export interface FileReport {
  readonly file: string;
  readonly infno: string | null;
  readonly direction: Direction | null;
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}

/**
 * Checks one file as `anjie message check` does.
 *
 * A response carries no infno: it comes from `options.infno`, else from the file's name (`2207-response-1.json`), else from the message. A
 * request names its own transaction, which wins over the file's name; `options.infno` wins over both.
 */
export function checkFile(file: string, content: string | Uint8Array, options: CheckFileOptions): FileReport {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const read = readJson(bytes);
  if (!read.ok) {
    const findings = new Findings(options.mode);
    findings.add(
      read.code === 'duplicate-key' ? 'json-duplicate-name' : 'json',
      read.path,
      null,
      read.message.zh,
      read.message.en,
      'RFC 8259',
    );
    return { file, infno: options.infno ?? null, direction: null, verdict: findings.verdict(), findings: findings.list };
  }
  const named = /(?:^|[/\\])(\d{4}[A-Za-z]?|\d{6})[-_.](?:[^/\\]*[-_.])?(request|response)/.exec(file);
  const message = typeof read.value === 'object' && read.value !== null ? (read.value as Record<string, unknown>) : {};
  const direction = directionOf(message, named?.[2]);
  const own = typeof message.infno === 'string' ? message.infno : undefined;
  const infno = options.infno ?? (direction === 'request' ? (own ?? named?.[1]) : (named?.[1] ?? own));
  const result = checkMessage(read.value, {
    direction,
    mode: options.mode,
    ...(infno === undefined ? {} : { infno }),
    ...(options.layer === undefined ? {} : { layer: options.layer }),
  });
  if (named?.[1] === undefined || result.infno === null || named[1] === result.infno) {
    return { file, infno: result.infno, direction, verdict: result.verdict, findings: result.findings };
  }
  const noted = new Findings(options.mode);
  noted.list.push(...result.findings);
  const said = `文件名说 ${named[1]}，按 ${result.infno} 核对`;
  noted.add('file-name', '$', named[1], said, `the file's name says ${named[1]}, it was checked as ${result.infno}`, 'file name');
  return { file, infno: result.infno, direction, verdict: noted.verdict(), findings: noted.list };
}

function directionOf(message: Record<string, unknown>, named: string | undefined): Direction {
  if ('infcode' in message) return 'response';
  if ('infno' in message || 'input' in message) return 'request';
  return named === 'response' ? 'response' : 'request';
}
