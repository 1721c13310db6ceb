import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Command, WrongUsage } from '../command.ts';
import { ROOT } from '../installation.ts';

/** One process each; all settings by environment or file, listed by --help of the program itself. */
function processCommand(name: string, program: string, zh: string, en: string, nodeOptions: readonly string[] = []): Command {
  return {
    name,
    zh,
    en,
    example: `npx anjie ${name} settings`,
    usage: '  settings   列出全部设置 / list all settings\n  设置只来自环境变量或文件 / settings come from the environment or files only',
    async run(args) {
      const wrong = args.find((word, at) => at > 0 || word !== 'settings');
      if (wrong !== undefined) throw new WrongUsage(`没有这个选项 / there is no such option: ${wrong}`);
      const child = spawn(process.execPath, [...nodeOptions, join(ROOT, program), ...(args[0] === 'settings' ? ['--help'] : [])], {
        stdio: 'inherit',
      });
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
      const [code] = (await once(child, 'exit')) as [number | null];
      return code ?? 1;
    },
  };
}

// As `anjie up` starts it: docs/decisions/0017.
export const serverProcess = processCommand('server', 'apps/server/src/main.ts', '控制面进程', 'the control plane', [
  '--max-semi-space-size=4',
]);
export const gatewayProcess = processCommand('gateway', 'apps/gateway/src/main.ts', '接入网关进程', 'the access gateway');
export const platformProcess = processCommand(
  'platform',
  'packages/simulated-platform/src/main.ts',
  '模拟国家平台进程',
  'the simulated national platform',
);
export const testbedProcess = processCommand('testbed', 'apps/testbed/src/main.ts', '联调测试台进程', 'the test bed');
