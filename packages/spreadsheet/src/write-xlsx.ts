import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const BATCH = 64 * 1024;

/** What a workbook consists of beside its sheets (ECMA-376). */
function parts(sheets: readonly string[]): Record<string, string> {
  const each = (line: (name: string, number: number) => string) => sheets.map((name, i) => line(name, i + 1)).join('');
  return {
    '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>${each((_, n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${TYPE}.worksheet+xml"/>`)}</Types>`,
    '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${each((name, n) => `<sheet name="${escaped(name)}" sheetId="${n}" r:id="rId${n}"/>`)}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}/relationships">${each((_, n) => `<Relationship Id="rId${n}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${n}.xml"/>`)}</Relationships>`,
  };
}

type Lines = AsyncIterable<readonly string[]> | Iterable<readonly string[]>;

/** What is said of a workbook: on a sheet of its own, and below every page that is printed of the first. */
export interface Note {
  /** name of the sheet, at most 31 characters */
  readonly sheet: string;
  /** one line */
  readonly footer: string;
  /** asked for after the last row was written */
  readonly lines: () => Iterable<readonly string[]>;
}

/**
 * A workbook, the first row of its sheet frozen, as bytes as they come. Every cell is text: nothing in it is computed.
 *
 * @param sheet its name, at most 31 characters
 */
export function writeXlsx(rows: Lines, sheet: string, note: Note | null = null): Readable {
  const zip = new ZipFile();
  // yazl names the older interface; what it hands out is node's own stream.
  const output = zip.outputStream as Readable;
  zip.on('error', (error) => output.destroy(error as Error));
  const sheets = note === null ? [sheet] : [sheet, note.sheet];
  for (const [path, xml] of Object.entries(parts(sheets))) zip.addBuffer(Buffer.from(XML + xml), path);
  // A fault among the rows must reach the reader: on a stream that nobody listens to it would end the process.
  const add = (lines: Lines, number: number, footer: string | null) => {
    const content = Readable.from(sheetXml(lines, footer));
    content.on('error', (error) => output.destroy(error));
    output.once('close', () => content.destroy());
    zip.addReadStream(content, `xl/worksheets/sheet${number}.xml`);
  };
  add(rows, 1, note?.footer ?? null);
  if (note !== null) add(later(note.lines), 2, null);
  zip.end();
  return output;
}

function* later(lines: () => Iterable<readonly string[]>): Generator<readonly string[]> {
  yield* lines();
}

async function* sheetXml(rows: Lines, footer: string | null): AsyncGenerator<Buffer> {
  let text = `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`;
  for await (const cells of rows) {
    text += `<row>${cells.map((cell) => (cell === '' ? '<c/>' : `<c t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`)).join('')}</row>`;
    if (text.length < BATCH) continue;
    yield Buffer.from(text);
    text = '';
  }
  // In a footer "&" begins a code; a header or footer holds at most 255 characters.
  const printed =
    footer === null ? '' : `<headerFooter><oddFooter>${escaped(footer.replaceAll('&', '').slice(0, 240))}</oddFooter></headerFooter>`;
  yield Buffer.from(`${text}</sheetData>${printed}</worksheet>`);
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
// What XML 1.0 cannot hold: control characters, halves of surrogate pairs, non-characters.
const UNWRITABLE = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

function escaped(text: string): string {
  return text.replace(UNWRITABLE, '\ufffd').replace(/[&<>"]/g, (letter) => ENTITIES[letter]!);
}
