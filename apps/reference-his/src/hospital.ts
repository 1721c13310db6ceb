/** A hospital's day. */
import { CARDS, NOBODY, TROUBLED } from './cards.ts';
import { Counter } from './counter.ts';
import { closeDay } from './day-end.ts';
import { attempt, fetchCatalogues, matchCatalogue, readUnknownCard } from './errands.ts';
import { fileAndTakeBack } from './filings.ts';
import { backOutOfStay, stay, stayAndTakeBack, submitList } from './inpatient.ts';
import { backOutOfVisit, visit, visitAndTakeBack } from './outpatient.ts';
import type { Settings } from './settings.ts';

const OUTPATIENT = ['11', '13', '14', '18', '51', '1103', '1301', '9901', '9903', '9904', '990101', '990103'];
const INPATIENT = ['22', '28', '52', '71', '2101', '2102', '2105', '2106', '2107', '2109', '21303'];

export async function workHospital(settings: Settings): Promise<void> {
  const counter = new Counter(settings);
  await counter.signIn();
  await attempt(() => fetchCatalogues(counter, ['1301', '1302', '1305', '1306', '1307', '1308']));
  await attempt(() => matchCatalogue(counter));
  await attempt(() => fileAndTakeBack(counter));
  await attempt(() => readUnknownCard(counter, () => counter.read(NOBODY)));
  for (const credential of ['01', '02', '03'] as const) await attempt(() => visit(counter, CARDS.worker, '11', credential));
  for (const category of OUTPATIENT) await attempt(() => visit(counter, CARDS.both, category));
  await attempt(() => visitAndTakeBack(counter, CARDS.resident));
  await attempt(() => backOutOfVisit(counter, CARDS.resident));
  for (const category of INPATIENT) await attempt(() => stay(counter, CARDS.worker, category));
  await attempt(() => submitList(counter, CARDS.worker));
  await attempt(() => stayAndTakeBack(counter, CARDS.resident));
  await attempt(() => backOutOfStay(counter, CARDS.both));
  for (const card of TROUBLED) {
    await attempt(async () => counter.verify(await visit(counter, card, '11')));
    await attempt(async () => counter.verify(await stay(counter, card, '2101')));
  }
  await attempt(() => closeDay(counter));
  await attempt(() => counter.signOut());
}
