import { SaxesParser } from 'saxes';
import type { ByteSource } from './byte-source.ts';
import { MOST_COLUMNS, type Row } from './row.ts';
import { SharedTexts } from './shared-texts.ts';
import { SpreadsheetError } from './spreadsheet-error.ts';
import { openZip, type ZipEntries } from './zip-entries.ts';

const MIB = 1024 * 1024;
/** Bounds of what is unpacked: a file of a few kilobytes can unpack to gigabytes. */
const MOST = { index: 4 * MIB, texts: 96 * MIB, sheet: 768 * MIB };

/**
 * Rows of the first sheet of a workbook (ECMA-376), as they are unpacked. Neither the sheet nor a long table of shared texts is held in
 * memory. A formula gives the value last computed; a date the number the workbook holds.
 *
 * @throws SpreadsheetError not-xlsx, xlsx-encrypted, xlsx-broken, too-large-unpacked, too-many-columns
 */
export async function* readXlsx(source: ByteSource): AsyncGenerator<Row> {
  const zip = await openZip(source);
  const shared = new SharedTexts();
  try {
    const { sheet, texts } = await partsOf(zip);
    if (texts !== null) await readSharedTexts(zip, texts, shared);
    const reader = new SheetReader(shared);
    for await (const chunk of zip.read(sheet, MOST.sheet)) {
      reader.write(chunk);
      yield* reader.take();
    }
    reader.close();
    yield* reader.take();
  } finally {
    shared.close();
    zip.close();
  }
}

/** Paths of the first sheet and of the shared texts. */
async function partsOf(zip: ZipEntries): Promise<{ sheet: string; texts: string | null }> {
  if (!zip.has('xl/workbook.xml')) throw new SpreadsheetError('not-xlsx', 'no xl/workbook.xml');
  let first: string | null = null;
  await walk(zip, 'xl/workbook.xml', MOST.index, (name, attributes) => {
    if (name === 'sheet') first ??= attributes['r:id'] ?? attributes.id ?? null;
  });
  let sheet: string | null = null;
  let texts: string | null = null;
  await walk(zip, 'xl/_rels/workbook.xml.rels', MOST.index, (name, { Id, Type, Target }) => {
    if (name !== 'Relationship' || Target === undefined) return;
    const path = Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`;
    if (Id === first) sheet = path;
    if (Type?.endsWith('/sharedStrings')) texts = path;
  });
  if (sheet === null) throw new SpreadsheetError('xlsx-broken', 'no first sheet');
  return { sheet, texts };
}

/** Texts that cells name by number, the readings of Chinese or Japanese words (rPh) left out. */
async function readSharedTexts(zip: ZipEntries, path: string, texts: SharedTexts): Promise<void> {
  let text = '';
  let inText = false;
  let inReading = false;
  const open = (name: string) => {
    if (name === 'si') text = '';
    if (name === 'rPh') inReading = true;
    if (name === 't') inText = true;
  };
  const close = (name: string) => {
    if (name === 'si') texts.add(text);
    if (name === 'rPh') inReading = false;
    if (name === 't') inText = false;
  };
  await walk(zip, path, MOST.texts, open, close, (said) => {
    if (inText && !inReading) text += said;
  });
}

type Attributes = Readonly<Record<string, string | undefined>>;

async function walk(
  zip: ZipEntries,
  path: string,
  mostBytes: number,
  open: (name: string, attributes: Attributes) => void,
  close: (name: string) => void = () => {},
  text: (said: string) => void = () => {},
): Promise<void> {
  const parser = parserOf(open, close, text);
  for await (const chunk of zip.read(path, mostBytes)) parser.write(chunk);
  parser.close();
}

/** Names without their prefix; a document type, which could define entities, is refused. */
function parserOf(open: (name: string, attributes: Attributes) => void, close: (name: string) => void, text: (said: string) => void) {
  const parser = new SaxesParser();
  const local = (name: string) => name.slice(name.indexOf(':') + 1);
  parser.on('opentag', (tag) => open(local(tag.name), tag.attributes as Attributes));
  parser.on('closetag', (tag) => close(local(tag.name)));
  parser.on('text', text);
  parser.on('cdata', text);
  parser.on('doctype', () => {
    throw new SpreadsheetError('xlsx-broken', 'a document type');
  });
  parser.on('error', (error) => {
    throw new SpreadsheetError('xlsx-broken', error.message);
  });
  return parser;
}

/** Turns the XML of a sheet into rows; cells and rows may name their place or follow the one before. */
class SheetReader {
  readonly #shared: SharedTexts;
  readonly #parser: SaxesParser;
  #rows: Row[] = [];
  #number = 0;
  #cells: string[] = [];
  #column = -1;
  #type: string | undefined;
  #value = '';
  #inside = 0;

  constructor(shared: SharedTexts) {
    this.#shared = shared;
    this.#parser = parserOf(
      (name, attributes) => this.#open(name, attributes),
      (name) => this.#close(name),
      (said) => {
        if (this.#inside > 0) this.#value += said;
      },
    );
  }

  write(chunk: string): void {
    this.#parser.write(chunk);
  }

  close(): void {
    this.#parser.close();
  }

  take(): Row[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  #open(name: string, attributes: Attributes): void {
    if (name === 'row') {
      this.#number = attributes.r === undefined ? this.#number + 1 : Number(attributes.r);
      this.#cells = [];
      this.#column = -1;
    } else if (name === 'c') {
      this.#column = attributes.r === undefined ? this.#column + 1 : columnOf(attributes.r);
      if (this.#column >= MOST_COLUMNS) throw new SpreadsheetError('too-many-columns', `> ${MOST_COLUMNS}`, this.#number);
      this.#type = attributes.t;
      this.#value = '';
    } else if (name === 'v' || name === 't') this.#inside += 1;
  }

  #close(name: string): void {
    if (name === 'v' || name === 't') this.#inside -= 1;
    else if (name === 'c') {
      while (this.#cells.length < this.#column) this.#cells.push('');
      this.#cells[this.#column] = this.#text();
    } else if (name === 'row' && this.#cells.some((cell) => cell !== '')) this.#rows.push({ number: this.#number, cells: this.#cells });
  }

  #text(): string {
    if (this.#type !== 's') return this.#type === undefined || this.#type === 'n' ? plainNumber(this.#value) : this.#value;
    const text = this.#value === '' ? '' : this.#shared.at(Number(this.#value));
    if (text === undefined) throw new SpreadsheetError('xlsx-broken', `no shared text ${this.#value}`, this.#number);
    return text;
  }
}

/** "AB12" → 27 */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference) {
    const value = letter.charCodeAt(0) - 64;
    if (value < 1 || value > 26) break;
    column = column * 26 + value;
  }
  return column - 1;
}

/** A telephone number typed as a number is stored as 1.3912345678E10. */
function plainNumber(text: string): string {
  return /e/i.test(text) && Number.isSafeInteger(Number(text)) ? String(Number(text)) : text;
}
