import { trustAuthorities } from '@anjie/transport';
import { createApp } from './app.ts';
import { readConfiguration, settingsHelp } from './ground/configuration.ts';
import { createLog } from './ground/log.ts';
import { startFault } from './ground/start-fault.ts';
import { watchManifest } from './watch-manifest.ts';
import { watchSettings } from './watch-settings.ts';

if (process.argv.includes('--help')) {
  process.stdout.write(
    `anjie server — 控制面：接口与到期事务 / control plane: API and due work\n\n${settingsHelp()}\n\n例 / example: anjie server\n`,
  );
} else {
  start().catch((error: unknown) => {
    process.stderr.write(`${startFault(error as Error, 'DATABASE_URL')}\n`);
    // What had begun already would keep a server that cannot serve from ending.
    process.exit(1);
  });
}

async function start(): Promise<void> {
  const configuration = readConfiguration(process.env);
  const log = createLog(configuration.log);
  if (configuration.caFile !== null) trustAuthorities(configuration.caFile, (event, facts) => log.warn(event, facts));
  const app = await createApp(configuration);
  const address = await app.http.listen({ host: configuration.host, port: configuration.port });
  app.log.info('listening', { address });
  process.send?.({ listening: address });
  const manifest = watchManifest(app.settings.place, app);
  const settings = watchSettings(app.settings, app);
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), 20_000).unref();
    await manifest.close();
    await settings.close();
    await app.close();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // The launcher that started this process is gone, however it ended.
  if (process.channel) process.on('disconnect', stop);
}
