/** What the operating system, the resolver or the database says when there is no database to talk to, or none for this login. */
const AWAY = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  '28P01',
  '28000',
  '3D000',
  '57P03',
]);

/** Why a program could not start, in Chinese and English; never a password. `setting` names the variable with the database's URL. */
export function startFault(error: Error & { code?: string; port?: number; syscall?: string }, setting: string): string {
  if (error.code === 'EADDRINUSE')
    return `端口 ${error.port} 已被占用，请停止占用它的程序或换一个端口 / port ${error.port} is taken: stop the program that holds it, or choose another`;
  if (!AWAY.has(error.code ?? '') || error.syscall === 'open') return error.message;
  const url = process.env[setting] ?? '';
  const where = URL.canParse(url) ? new URL(url).host : '';
  return `无法连接数据库 ${where}，请核对 ${setting} / cannot reach the database ${where}; check ${setting} (${error.message})`;
}
