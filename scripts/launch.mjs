#!/usr/bin/env node
// The launcher behind every npm script: installs what is missing, then hands over to Node 24. No dependencies, any Node from 20 on.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { handOver, ROOT } from './handover.mjs';

const DEVELOPMENT = '--development';
const PROGRAMS = new Set(['test', 'check', 'check-rules', 'generate', 'bench', 'proof', 'e2e', 'screenshots']);
const args = process.argv.slice(2);
const development = args[0] === DEVELOPMENT;
if (development) args.shift();

if (Number(process.versions.node.split('.')[0]) < 20) {
  process.stderr.write(
    `需要 Node 20 以上，本机为 ${process.versions.node} / Node 20 or newer is needed, this is ${process.versions.node}\n`,
  );
  process.exit(1);
}
ensureInstalled();
if (PROGRAMS.has(args[0])) handOver(`scripts/${args[0]}.ts`, args.slice(1));
else handOver('apps/cli/src/main.ts', args);

/** Every package of the lock file that this use needs is there in its version; a complete installation is left as it is. */
function missing() {
  const wanted = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
  const file = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(file)) return 'node_modules';
  const present = JSON.parse(readFileSync(file, 'utf8')).packages;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '' || entry.link || !path.startsWith('node_modules/')) continue;
    if (entry.optional || (entry.os && !entry.os.includes(process.platform)) || (entry.cpu && !entry.cpu.includes(process.arch))) continue;
    if (entry.dev && !development) continue;
    if (present[path]?.version !== entry.version || !existsSync(join(ROOT, path, 'package.json'))) return path;
  }
  return null;
}

function ensureInstalled() {
  if (missing() === null) return;
  const lock = join(ROOT, '.local', 'installing');
  mkdirSync(join(ROOT, '.local'), { recursive: true });
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') {
        process.stderr.write(`项目目录不可写 / the project's folder cannot be written: ${ROOT} (${error.message})\n`);
        process.exit(1);
      }
      if (abandoned(lock)) rmSync(lock, { force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    }
  }
  try {
    const what = missing();
    if (what !== null) install(what);
  } finally {
    rmSync(lock, { force: true });
  }
}

function abandoned(lock) {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return Date.now() - statSync(lock).mtimeMs > 20 * 60_000;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** `npm ci` only into an empty tree: it would delete node_modules under a system that runs from it. */
function install(what) {
  const fresh = what === 'node_modules';
  const omit = development ? [] : ['--omit=dev'];
  process.stderr.write(`正在安装依赖（${what} 缺失），约需一分钟 … / installing what is missing (${what}), about a minute …\n`);
  const options = [
    fresh ? 'ci' : 'install',
    ...omit,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    ...(fresh ? [] : ['--no-save']),
  ];
  const result = spawnSync('npm', options, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  if (result.status !== 0) {
    process.stderr.write(
      `依赖安装失败（npm ${options.join(' ')}），请检查网络和磁盘后重试 / installation failed; check network and disk and try again\n`,
    );
    process.exit(1);
  }
}
