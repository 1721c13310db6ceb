import { join } from 'node:path';
import { trustAuthorities } from '@anjie/transport';
import { startFault } from './ground/start-fault.ts';
import { takeAssessment } from './modules/assessment/index.ts';
import { installedCatalogue } from './modules/regulations/index.ts';

/**
 * `assess`: measures the running server whose environment this process was given, keeps the assessment and prints it as JSON (NX-附3.2).
 * Arguments: address of the server, its pid, the data folder; the server that has it made adds which one was asked for.
 */
const ROOT = join(import.meta.dirname, '../../..');

async function main(): Promise<void> {
  const [url, pid, data, asked] = process.argv.slice(2);
  if (url === undefined || !/^\d+$/.test(pid ?? '') || data === undefined) throw new Error('assess URL PID DATA');
  if (process.env.ANJIE_CA_FILE) trustAuthorities(process.env.ANJIE_CA_FILE);
  const running = { environment: process.env, pid: Number(pid), url, data, root: ROOT };
  const assessment = await takeAssessment(running, installedCatalogue(ROOT), asked ?? null);
  process.stdout.write(`${JSON.stringify(assessment)}\n`);
}

main()
  .then(() => process.exit(0))
  .catch((error: unknown) => {
    process.stderr.write(`${startFault(error as Error, 'DATABASE_URL')}\n`);
    process.exitCode = 1;
  });
