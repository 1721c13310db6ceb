/** The gateway process. Settings: `--help`. Ends in order on SIGTERM and SIGINT. */
import { trustAuthorities } from '@anjie/transport';
import { type GatewayConfiguration, readConfiguration } from './configuration.ts';
import { startGateway } from './gateway.ts';
import { helpText } from './setting.ts';

function log(event: string, facts: Readonly<Record<string, unknown>>): void {
  process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), event, ...facts })}\n`);
}

function fail(message: string, code: number): never {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}

function configured(): GatewayConfiguration {
  try {
    const configuration = readConfiguration(process.env);
    if (configuration.caFile !== null) trustAuthorities(configuration.caFile, log);
    return configuration;
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error), 2);
  }
}

if (process.argv.includes('--help')) {
  process.stdout.write(helpText());
} else {
  const gateway = await startGateway(configured(), log).catch((error: unknown) =>
    fail(error instanceof Error ? error.message : String(error), 1),
  );
  let stopping = false;
  const stop = (cause: string): void => {
    if (stopping) return;
    stopping = true;
    log('stopping', { cause });
    void gateway.close().then(() => process.exit(0));
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop(signal));
  // The launcher that started this process is gone, however it ended.
  if (process.channel) process.on('disconnect', () => stop('launcher-gone'));
}
