/** The test bed as a process. `--help` lists the settings. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { generateSm2Key, importPrivateKey, privateKeyPem, publicKeyPem, type Sm2PrivateKey } from '@anjie/guomi';
import { helpText, readConfiguration } from './ground/setting.ts';
import { startTestbed } from './server.ts';

/** The key that signs reports; made on the first start. Its public half stands beside it (`.pub`), for those who verify. */
function signerOf(file: string): Sm2PrivateKey {
  if (!existsSync(file)) writeFileSync(file, privateKeyPem(generateSm2Key()), { mode: 0o600, flag: 'wx' });
  const key = importPrivateKey(readFileSync(file, 'utf8'));
  writeFileSync(`${file}.pub`, publicKeyPem(key.publicKey));
  return key;
}

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(helpText());
    return;
  }
  const configuration = readConfiguration(process.env);
  const running = await startTestbed(configuration, signerOf(configuration.keyFile));
  process.stderr.write(`${JSON.stringify({ level: 'info', event: 'listening', service: 'testbed', url: running.url })}\n`);
  process.send?.({ listening: running.url });
  const stop = (): void => {
    running.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // A parent that started us holds a channel; when it is gone, so are we.
  process.once('disconnect', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
