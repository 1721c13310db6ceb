import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { writeCsv } from '@anjie/spreadsheet';
import { startTestSystem, type TestSystem } from '@anjie/test-system';
import { workbook } from './parts/shared-workbook.ts';

/**
 * Import of 20,000 and of 100,000 institutions in one file, CSV and XLSX (as Excel writes it: with a table of shared texts), whole, with 1 %
 * wrong rows refused, and with them left out: seconds, and by how much the memory of the server grew at its highest. Flat means: the fivefold
 * file does not take the fivefold memory.
 */
const SIZES = [20_000, 100_000];
const MODES = ['whole', 'refused', 'good'] as const;
const HEADER = ['机构编码', '机构类别', '机构名称', '地址', '联系人', '联系电话'];
const TYPES = { csv: 'text/csv', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' };

function* lines(size: number, wrong: boolean, series: number): Generator<string[]> {
  yield HEADER;
  for (let n = 0; n < size; n++) {
    const code = wrong && n % 100 === 7 ? 'P1' : `P64${String(series * 1_000_000 + n).padStart(9, '0')}`;
    yield [code, '零售药店', `兴庆区仁济大药房第${n}分店`, `解放西街${n}号`, '马建国', '0951-5012345'];
  }
}

export async function run() {
  const rows: Record<string, string | number>[] = [];
  const growth: Record<string, number> = {};
  let series = 0;
  for (const format of ['csv', 'xlsx'] as const)
    for (const mode of MODES)
      for (const size of SIZES) {
        const system = await startTestSystem();
        try {
          const source = lines(size, mode !== 'whole', ++series);
          const bytes = await buffer(format === 'csv' ? writeCsv(source) : workbook(source));
          const row = await imported(system, format, mode, bytes);
          rows.push({ format, rows: size, mode, 'file MiB': mib(bytes.length), ...row });
          growth[`${format} ${mode} ${size}`] = row['grown MiB'];
        } finally {
          await system.stop();
        }
      }
  const ratios = Object.fromEntries(
    ['csv', 'xlsx']
      .flatMap((format) => MODES.map((mode) => `${format} ${mode}`))
      .map((name) => [
        `${name}: memory grown, 100,000 / 20,000 rows`,
        Math.round((growth[`${name} 100000`]! / growth[`${name} 20000`]!) * 100) / 100,
      ]),
  );
  return { rounds: 1, rows, ratios };
}

async function imported(system: TestSystem, format: 'csv' | 'xlsx', mode: (typeof MODES)[number], bytes: Buffer) {
  const { token } = await system.as('xingqing.caseworker');
  const headers = { authorization: `Bearer ${token}` };
  const pid = system.server.child.pid!;
  // The peak of the start is not the import's (proc(5), clear_refs: 5 resets VmHWM).
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
  const before = memory(pid, 'VmRSS');
  const began = process.hrtime.bigint();
  const response = await fetch(`${system.url}/api/v1/imports/institutions?keep=${mode === 'good' ? 'good' : 'all'}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': TYPES[format], 'idempotency-key': randomUUID() },
    body: new Uint8Array(bytes),
  });
  let job = (await response.json()) as { id: string; state: string; taken: number; rejected: number };
  if (response.status !== 201) throw new Error(JSON.stringify(job));
  while (['waiting', 'checking', 'taking'].includes(job.state)) {
    await setTimeout(200);
    job = (await (await fetch(`${system.url}/api/v1/imports/${job.id}`, { headers })).json()) as typeof job;
  }
  const seconds = Math.round(Number(process.hrtime.bigint() - began) / 1e7) / 100;
  return { taken: job.taken, rejected: job.rejected, seconds, 'grown MiB': mib(memory(pid, 'VmHWM') - before) };
}

/** Bytes, from the kernel: VmHWM is the highest that VmRSS has been. */
function memory(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024;
}

function mib(bytes: number): number {
  return Math.round((bytes / 1024 / 1024) * 10) / 10;
}
