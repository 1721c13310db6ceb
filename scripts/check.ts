import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { ROOT } from '@anjie/test-system';

/** `npm run check`: format, lint, types, boundaries, data dictionary, licences, regulations, generated files. Exactly what CI runs. */
const STEPS: readonly (readonly [name: string, program: string, ...args: string[]])[] = [
  ['格式与规范 format and lint', 'node_modules/.bin/biome', 'ci', '--error-on-warnings', '--colors=off', '--reporter=summary', '.'],
  ['类型 types', 'node_modules/typescript-native/bin/tsc', '-p', '.'],
  ['锁文件完整 lock file', 'npm', 'ci', '--dry-run', '--ignore-scripts', '--no-audit', '--loglevel=error'],
  ['门户类型 types of the portal', 'node_modules/typescript-native/bin/tsc', '-p', 'apps/web'],
  ['边界 boundaries', 'node_modules/.bin/depcruise', '--config', 'scripts/boundaries.mjs', 'apps', 'packages', 'scripts'],
  ['声明的依赖 declared dependencies', process.execPath, 'scripts/check-declared.ts'],
  ['数据字典与生成文件 data dictionary and generated files', process.execPath, 'scripts/check-generated.ts'],
  ['许可证 licences', process.execPath, 'scripts/check-licences.ts'],
  ['门户地址与浏览器特性 addresses of the portal and features of browsers', process.execPath, 'scripts/check-portal.ts'],
  ['规定与覆盖 regulations and coverage', process.execPath, 'scripts/check-regulations.ts'],
];

let failed = 0;
for (const [name, program, ...args] of STEPS) {
  const path = program.includes('/') ? resolve(ROOT, program) : program;
  const result = spawnSync(path, args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env.PATH}`,
      NODE_OPTIONS: '--disable-warning=ExperimentalWarning',
    },
  });
  const ok = result.status === 0;
  if (!ok) failed++;
  process.stdout.write(`${ok ? '✓' : '✗'} ${name}\n${ok ? '' : `${result.stdout}${result.stderr}\n`}`);
}
process.stdout.write(failed === 0 ? '全部成立 / all hold\n' : `${failed} 项不成立 / do not hold\n`);
process.exit(failed === 0 ? 0 : 1);
