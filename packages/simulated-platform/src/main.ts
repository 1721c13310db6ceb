/** The simulated platform as a process: one listener per environment. `--help` lists the settings. */
import { certificateFiles } from '@anjie/transport';
import { type RunningPlatform, startPlatform } from './server.ts';

const SETTINGS: Readonly<Record<string, string>> = {
  ANJIE_PLATFORM_HOST: '监听地址，默认 127.0.0.1 / address to listen on, default 127.0.0.1',
  ANJIE_PLATFORM_PORT: '生产环境端口，默认 7303 / port of the production environment, default 7303',
  ANJIE_PLATFORM_TLS_CERT: 'TLS 证书（PEM），缺省为明文 HTTP / TLS certificate (PEM); without it plain HTTP',
  ANJIE_PLATFORM_TLS_KEY: 'TLS 私钥（PEM，0600） / its private key (PEM, 0600)',
  ANJIE_PLATFORM_TEST_PORT: '测试环境端口，不设则不启动 / port of the test environment, none by default',
};

function port(name: string, fallback: string | null): number | null {
  const raw = process.env[name] ?? fallback;
  if (raw === null || raw === '') return null;
  const value = /^\d{1,5}$/.test(raw) ? Number(raw) : -1;
  if (value < 0 || value > 65_535) throw new Error(`${name}=${raw}：端口应为 0–65535 的整数 / a port is a whole number from 0 to 65535`);
  return value;
}

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    for (const [name, meaning] of Object.entries(SETTINGS)) process.stdout.write(`${name}  ${meaning}\n`);
    return;
  }
  const unknown = Object.keys(process.env).find((name) => name.startsWith('ANJIE_PLATFORM_') && !(name in SETTINGS));
  if (unknown !== undefined) throw new Error(`未知设置 ${unknown}，可用：${Object.keys(SETTINGS).join(', ')} / unknown setting ${unknown}`);
  const host = process.env.ANJIE_PLATFORM_HOST ?? '127.0.0.1';
  const tls = certificateFiles(process.env, { cert: 'ANJIE_PLATFORM_TLS_CERT', key: 'ANJIE_PLATFORM_TLS_KEY' });
  const running: RunningPlatform[] = [];
  const wanted = [
    ['production', port('ANJIE_PLATFORM_PORT', '7303')],
    ['test', port('ANJIE_PLATFORM_TEST_PORT', null)],
  ] as const;
  for (const [environment, at] of wanted) {
    if (at === null) continue;
    running.push(await startPlatform({ port: at, host, environment, tls }));
    process.stdout.write(
      `${JSON.stringify({ event: 'listening', service: 'simulated-platform', environment, host, port: running.at(-1)!.port })}\n`,
    );
  }
  const stop = (): void => {
    Promise.all(running.map((one) => one.close())).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // The launcher that started this process is gone, however it ended.
  if (process.channel) process.once('disconnect', stop);
}

main().catch((error: unknown) => {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const hint = taken ? '；端口已被占用，请换一个或停掉占用者 / the port is taken: choose another or stop its owner' : '';
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}${hint}\n`);
  process.exit(1);
});
