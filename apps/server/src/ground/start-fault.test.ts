import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startFault } from './start-fault.ts';

test('a start that fails says in Chinese and English what to mend, and no password', () => {
  process.env.DATABASE_URL = 'postgresql://anjie_app:geheim@db.example:5432/anjie';
  const away = startFault(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), 'DATABASE_URL');
  assert.match(away, /无法连接数据库 db\.example:5432.*DATABASE_URL.*cannot reach the database db\.example:5432/);
  assert.doesNotMatch(away, /geheim/);
  assert.match(startFault(Object.assign(new Error('listen'), { code: 'EADDRINUSE', port: 7300 }), 'DATABASE_URL'), /端口 7300 .*port 7300/);
  const missing = Object.assign(new Error('no such file: app.password'), { code: 'ENOENT', syscall: 'open' });
  assert.equal(startFault(missing, 'DATABASE_URL'), 'no such file: app.password');
  delete process.env.DATABASE_URL;
});
