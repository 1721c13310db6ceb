/** What pharmacy and hospital both do besides patients: catalogues, matches, and reading every credential. */
import { NOBODY } from './cards.ts';
import { type Counter, NotDone } from './counter.ts';
import { TABLETS } from './shelf.ts';

/** Downloads catalogues: the number of a file, then the file. */
export async function fetchCatalogues(counter: Counter, infnos: readonly string[]): Promise<void> {
  for (const infno of infnos) {
    const output = await counter.do(infno, { data: { ver: '0' } });
    const number = counter.line.has('downloads-other-file') && infno === infnos[0] ? 'F00000000000000000000' : String(output.file_qury_no);
    await counter.line.download(number, String(output.filename));
  }
}

/** Files a match of an own code and takes it back. */
export async function matchCatalogue(counter: Counter): Promise<void> {
  const { own, code, name } = TABLETS;
  const list = { fixmedins_hilist_id: own, list_type: '101', med_list_codg: code };
  const day = counter.clock.day();
  await counter.do('3301', { data: { ...list, fixmedins_hilist_name: name, begndate: day, enddate: '2099-12-31' } });
  const back = counter.line.has('unmatches-other-code') ? { ...list, med_list_codg: 'XA02BCA211A012010100154' } : list;
  await attempt(() => counter.do('3302', { data: { fixmedins_code: counter.line.settings.code, ...back } }));
}

/** A card that the platform does not know: the counter shows its words and goes on with another. */
export async function readUnknownCard(counter: Counter, goOn: () => Promise<unknown>): Promise<void> {
  await attempt(() => counter.read(NOBODY));
  if (counter.line.has('goes-on-without-person')) await attempt(goOn);
}

/** One errand that fails does not end the day. */
export async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof NotDone)) throw error;
    process.stderr.write(`${error.message}\n`);
  }
}
