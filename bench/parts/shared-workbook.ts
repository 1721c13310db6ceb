import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

const RELATIONSHIPS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A workbook as a spreadsheet program writes it: each text once in a table, cells naming it by its number. */
export function workbook(rows: Iterable<readonly string[]>): Readable {
  const texts: string[] = [];
  const numbers = new Map<string, number>();
  let sheet = '<worksheet><sheetData>';
  let row = 0;
  for (const cells of rows) {
    row += 1;
    const written = cells.map((cell, column) => {
      let number = numbers.get(cell);
      if (number === undefined) {
        number = texts.push(cell) - 1;
        numbers.set(cell, number);
      }
      return `<c r="${String.fromCharCode(65 + column)}${row}" t="s"><v>${number}</v></c>`;
    });
    sheet += `<row r="${row}">${written.join('')}</row>`;
  }
  const zip = new ZipFile();
  const add = (path: string, xml: string) => zip.addBuffer(Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>${xml}`), path);
  add('xl/workbook.xml', '<workbook xmlns:r="r"><sheets><sheet name="机构" sheetId="1" r:id="rId1"/></sheets></workbook>');
  add(
    'xl/_rels/workbook.xml.rels',
    `<Relationships xmlns="${RELATIONSHIPS}"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
  );
  add('xl/sharedStrings.xml', `<sst>${texts.map((text) => `<si><t>${text}</t></si>`).join('')}</sst>`);
  add('xl/worksheets/sheet1.xml', `${sheet}</sheetData></worksheet>`);
  zip.end();
  return zip.outputStream as Readable;
}
