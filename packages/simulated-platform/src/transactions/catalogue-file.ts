/** 13xx: catalogue downloads, as files that 9102 fetches. */
import { readFileSync } from 'node:fs';
import type { Handler } from '../call.ts';
import { dateText } from '../clock-text.ts';
import { zipOne } from '../zip.ts';
import { keepFile } from './file-transfer.ts';

/** infno → rows, each a list of columns with the national code first. Made up, like everything of the simulation. */
const CATALOGUES = JSON.parse(readFileSync(new URL('../../seed/catalogues.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, readonly (readonly string[])[]>
>;

/** Transactions that answer with the number of a file. */
export const CATALOGUE_FILES: readonly string[] = Object.keys(CATALOGUES);

/** Names a ZIP of a TAB-separated UTF-8 text. */
export const downloadCatalogue: Handler = (call) => {
  const rows = CATALOGUES[call.infno]!;
  const lines = rows.map((row) => `${row.map((cell) => (cell === '' ? 'null' : cell)).join('\t')}\n`).join('');
  const filename = `${call.infno}.zip`;
  const file_qury_no = keepFile(call, filename, zipOne(`${call.infno}.txt`, new TextEncoder().encode(lines)));
  return { file_qury_no, filename, dld_end_time: dateText(call.now + 7 * 86_400_000), data_cnt: rows.length };
};
