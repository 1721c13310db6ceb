import { parseArgs } from 'node:util';
import {
  type Checkpoint,
  readCheckpoint,
  readRowProof,
  rowProofFault,
  type TrailVerdict,
  verifyExport,
  verifyMonths,
} from '@anjie/audit-trail';
import { importPublicKey, prepareKey, readPem, type Sm2PublicKey, writePem } from '@anjie/guomi';
import { askApi } from '../api.ts';
import { type Command, print, printJson, WrongUsage } from '../command.ts';
import { apiUrl, readInstallation, readToken } from '../installation.ts';
import { linesOf, read } from './audit-files.ts';

interface Verified extends Pick<TrailVerdict, 'rows' | 'checkpoints' | 'firstBad' | 'ok' | 'covered' | 'fault'> {
  readonly undelivered?: number;
}

export const auditVerify: Command = {
  name: 'audit verify',
  zh: '核验审计链和检查点：在线，或仅凭导出文件和公钥',
  en: 'verify the audit and its checkpoints, online or from an export and the public key alone',
  example: 'npx anjie audit verify --export audit.txt --key audit.pem',
  usage: `  --export FILE      导出文件（anjie audit export），不需要服务器 / an export; no server is needed
  --key FILE         公钥 PEM（anjie audit key），可含多个 / public key, PEM; one or several
  --delivered FILE   第二处存放的检查点，可发现较旧的导出 / checkpoints of the second place: shows an export that is cut short
  --proof FILE       核验一条记录的证明（anjie audit prove），须同时给出 --key / verify the proof of one row, with --key
  --archive FILE     一个月的归档，可多次给出，须自第一个月起连续；须同时给出 --key / archived months, all from the first, with --key
  --json             {rows, checkpoints, firstBad, ok, covered, fault}`,
  async run(args) {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({
      args,
      options: {
        json: { type: 'boolean' },
        export: text,
        key: text,
        delivered: text,
        proof: text,
        archive: { type: 'string', multiple: true },
      },
    });
    const offline = [values.export, values.proof, values.archive].filter((one) => one !== undefined).length;
    if (offline === 0 ? values.key !== undefined : values.key === undefined)
      throw new WrongUsage(
        '--export、--proof、--archive 须与 --key 一起给出 / --export, --proof or --archive needs --key, and the other way round',
      );
    if (offline > 1)
      throw new WrongUsage('--export、--proof、--archive 请分别核验 / --export, --proof and --archive are verified one at a time');
    if (values.delivered !== undefined && values.export === undefined)
      throw new WrongUsage('--delivered 须与 --export 一起给出 / --delivered needs --export');
    if (values.archive !== undefined) return verifyArchiveFiles(values.archive, readKeys(values.key!), values.json ?? false);
    if (values.proof !== undefined) return verifyProofFile(values.proof, readKeys(values.key!), values.json ?? false);
    const result = values.export === undefined ? await verifyOnline() : await verifyFile(values.export, values.key!, values.delivered);
    if (values.json) printJson(result);
    else print(inWords(result));
    return result.ok ? 0 : 1;
  },
};

function verifyOnline(): Promise<Verified> {
  const installation = readInstallation();
  return askApi<Verified>(apiUrl(installation), readToken(installation), 'GET', '/audit/verification');
}

async function verifyFile(file: string, keyFile: string, deliveredFile: string | undefined): Promise<Verified> {
  const keys = readKeys(keyFile);
  const delivered = deliveredFile === undefined ? [] : readDelivered(deliveredFile);
  return verifyExport(() => linesOf(file), keys, delivered);
}

function verifyProofFile(file: string, keys: readonly Sm2PublicKey[], json: boolean): number {
  const proof = readRowProof(read(file).replace(/\n$/, ''));
  const fault = proof === null ? UNREADABLE : rowProofFault(proof, keys);
  const ok = proof !== null && fault === null;
  const row = ok ? (JSON.parse(proof.canonical) as Record<string, unknown>) : null;
  if (json) printJson({ ok, seq: proof?.seq ?? null, size: proof?.checkpoint.size ?? null, row, fault });
  else
    print(
      ok
        ? `证明成立：第 ${proof.seq} 条在 ${proof.checkpoint.at.toISOString()} 签名的 ${proof.checkpoint.size} 条之中 / the proof holds: row ${proof.seq} is among the ${proof.checkpoint.size} signed then\n${proof.canonical}`
        : `证明不成立：${fault!.zh} / the proof does not hold: ${fault!.en}`,
    );
  return ok ? 0 : 1;
}

const UNREADABLE = { zh: '读不懂，或不是证明的唯一写法', en: 'it cannot be read, or is not written the one way that a proof is' };

async function verifyArchiveFiles(files: readonly string[], keys: readonly Sm2PublicKey[], json: boolean): Promise<number> {
  const { rows, fault } = await verifyMonths(
    files.map((name) => ({ name, lines: linesOf(name) })),
    keys,
  );
  const ok = fault === null;
  if (json) printJson({ ok, archives: files.length, rows, fault });
  else
    print(
      ok
        ? `归档完整：${files.length} 份，第 1–${rows} 条 / the archives hold: ${files.length}, rows 1 to ${rows}`
        : `归档不符：${fault.name}：${fault.zh} / the archives do not hold: ${fault.en}`,
    );
  return ok ? 0 : 1;
}

/** Every public key of a PEM file. */
function readKeys(file: string): Sm2PublicKey[] {
  try {
    const blocks = readPem(read(file)).filter((block) => block.label === 'PUBLIC KEY');
    if (blocks.length === 0) throw new Error('没有 PUBLIC KEY / it holds no PUBLIC KEY');
    return blocks.map((block) => prepareKey(importPublicKey(writePem(block.label, block.der))));
  } catch (error) {
    if (error instanceof WrongUsage) throw error;
    throw new WrongUsage(`${file}: ${(error as Error).message}`);
  }
}

function readDelivered(file: string): Checkpoint[] {
  return read(file)
    .split('\n')
    .flatMap((line) => readCheckpoint(line) ?? []);
}

function inWords({ rows, checkpoints, covered, ok, firstBad, fault, undelivered }: Verified): string {
  const window = undelivered === undefined || undelivered === 0 ? '' : `；尚未送达 ${undelivered} 条 / ${undelivered} not delivered yet`;
  if (ok)
    return `审计完整：${rows} 条，${checkpoints} 个检查点，证明到第 ${covered} 条 / the audit holds: ${rows} rows, ${checkpoints} checkpoints, attested up to row ${covered}${window}`;
  const where = firstBad === null ? '' : `，自第 ${firstBad} 条起 / from row ${firstBad} on`;
  return `审计不符${where}：${fault?.zh ?? ''} / the audit does not hold: ${fault?.en ?? ''}`;
}
