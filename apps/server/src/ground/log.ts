/** One JSON object a line on stderr. Ids only: no bodies, no names of people. */
export interface Log {
  info(event: string, fields?: Record<string, unknown>): void;
  warn(event: string, fields?: Record<string, unknown>): void;
}

export function createLog(level: 'info' | 'warn' | 'silent', write: (line: string) => void = (line) => process.stderr.write(line)): Log {
  const line = (severity: string, event: string, fields: Record<string, unknown> = {}) =>
    write(`${JSON.stringify({ at: new Date().toISOString(), severity, event, ...fields })}\n`);
  return {
    info: (event, fields) => level === 'info' && line('info', event, fields),
    warn: (event, fields) => level !== 'silent' && line('warn', event, fields),
  };
}
