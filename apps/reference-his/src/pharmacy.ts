/** A pharmacy's day. */
import { CARDS, NOBODY, TROUBLED } from './cards.ts';
import { Counter, type Credential, type Patient, type Settled } from './counter.ts';
import { closeDay } from './day-end.ts';
import { attempt, fetchCatalogues, matchCatalogue, readUnknownCard } from './errands.ts';
import type { Fields } from './line.ts';
import type { Settings } from './settings.ts';
import { amountOf, CAPSULES, HERB, type Quantity, totalOf } from './shelf.ts';
import { keepStock, uploadReturn, uploadSale } from './stock.ts';

const BASKET: readonly Quantity[] = [
  { article: CAPSULES, count: 2 },
  { article: HERB, count: 30 },
];

class Pharmacy extends Counter {
  override async afterRefusal(patient: Patient, message: string): Promise<void> {
    await super.afterRefusal(patient, message);
    if (this.line.has('swallowed-refusal')) await attempt(() => uploadSale(this, patient, null));
  }
}

export async function workPharmacy(settings: Settings): Promise<void> {
  const counter = new Pharmacy(settings);
  await counter.signIn();
  await attempt(() => fetchCatalogues(counter, ['1301', '1302', '1306']));
  await attempt(() => matchCatalogue(counter));
  await attempt(() => keepStock(counter));
  const strangers = {
    psn_no: NOBODY.certno,
    card: NOBODY,
    insutype: '310',
    psn_type: '11',
    credential: { mdtrt_cert_type: '02', mdtrt_cert_no: NOBODY.certno },
  };
  await attempt(() => readUnknownCard(counter, () => counter.do('2101', saleOf(counter, strangers, '41', BASKET))));
  await attempt(() => oddSales(counter));
  for (const credential of ['01', '02', '03'] as const) await attempt(() => sell(counter, '41', credential));
  for (const category of ['14', '18', '9901', '9904']) await attempt(() => sell(counter, category, '02'));
  await attempt(() => sellAndTakeBack(counter));
  for (const card of TROUBLED) {
    await attempt(async () => {
      const patient = await counter.read(card);
      await counter.verify(await counter.settle('2102', patient, saleOf(counter, patient, '41', BASKET)));
    });
  }
  await attempt(() => closeDay(counter));
  await attempt(() => counter.signOut());
}

async function sell(counter: Counter, category: string, credential: Credential): Promise<Settled> {
  const patient = await counter.read(CARDS.worker, credential);
  const tried = saleOf(counter, patient, category, BASKET);
  await counter.do('2101', tried);
  const differs = counter.line.has('settles-other-than-tried') && category === '41';
  const used =
    counter.line.has('settles-by-other-credential') && credential === '01'
      ? { ...patient, credential: { ...patient.credential, mdtrt_cert_type: '02' } }
      : patient;
  const settled = await counter.settle('2102', patient, saleOf(counter, used, category, differs ? BASKET.slice(0, 1) : BASKET));
  await uploadSale(counter, patient, settled);
  await counter.verify(settled);
  return settled;
}

async function sellAndTakeBack(counter: Counter): Promise<void> {
  const other = [...counter.book.keys()][0] ?? '';
  const settled = await sell(counter, '41', '02');
  const wrong = counter.line.has('cancels-other-settlement') ? { setl_id: other } : {};
  await counter.takeBack('2103', settled, wrong);
  await uploadReturn(counter, settled, counter.line.has('return-of-other-sale') ? other : settled.setl_id);
}

/** Sales that only a defective system makes. */
async function oddSales(counter: Counter): Promise<void> {
  const { line } = counter;
  const patient = await counter.read(CARDS.worker);
  const sale = saleOf(counter, patient, '41', BASKET);
  const change = (druginfo: Fields, first: Fields = {}): Fields => {
    const [item, ...rest] = sale.drugdetail;
    return { druginfo: { ...sale.druginfo, ...druginfo }, drugdetail: [{ ...item, ...first }, ...rest] };
  };
  const total = totalOf(BASKET);
  if (line.has('wrong-total')) await attempt(() => counter.do('2101', change({ medfee_sumamt: Math.round(total * 100 - 1) / 100 })));
  if (line.has('wrong-item-amount'))
    await attempt(() =>
      counter.do('2101', change({ medfee_sumamt: totalOf(BASKET) + 1 }, { det_item_fee_sumamt: amountOf(BASKET[0]!) + 1 })),
    );
  if (line.has('local-item-code')) await attempt(() => counter.do('2101', change({}, { med_list_codg: 'YP0001' })));
  if (line.has('missing-field')) await attempt(() => counter.do('2101', change({ med_type: '' })));
  if (line.has('three-decimals')) await attempt(() => counter.do('2101', change({ medfee_sumamt: total + 0.001 })));
  if (line.has('fixed-insurance')) await attempt(() => counter.do('2101', change({ insutype: '390' })));
  if (line.has('other-institution')) await attempt(() => counter.do('2101', sale, { fixmedins_code: 'P64010499999' }));
  if (line.has('person-from-own-records')) {
    const known = {
      psn_no: '64010000000000000000200003',
      certno: CARDS.both.certno,
      psn_name: CARDS.both.name,
      mdtrt_cert_no: CARDS.both.certno,
    };
    await attempt(() => counter.do('2101', change(known)));
  }
}

/** Nodes of 2101 and 2102. */
function saleOf(
  counter: Counter,
  patient: Patient,
  category: string,
  items: readonly Quantity[],
): { readonly druginfo: Fields; readonly drugdetail: readonly Fields[] } {
  const at = counter.clock.text();
  const druginfo = {
    psn_no: patient.psn_no,
    ...patient.credential,
    psn_cert_type: '01',
    certno: patient.card.certno,
    psn_type: patient.psn_type,
    psn_name: patient.card.name,
    begntime: at,
    medfee_sumamt: totalOf(items),
    insutype: patient.insutype,
    acct_used_flag: '1',
    med_type: category,
  };
  const drugdetail = items.map((one, index) => ({
    feedetl_sn: index + 1,
    rxno: '',
    rx_circ_flag: '0',
    fee_ocur_time: at,
    med_list_codg: one.article.code,
    medins_list_codg: one.article.own,
    det_item_fee_sumamt: amountOf(one),
    cnt: one.count,
    pric: one.article.price,
  }));
  return { druginfo, drugdetail };
}
