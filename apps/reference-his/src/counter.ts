/** What pharmacy and hospital share at the counter: reading a card, settling safely, the day's book. */
import type { Card } from './cards.ts';
import { Clock } from './clock.ts';
import { type Fields, Line, type Outcome } from './line.ts';
import type { Settings } from './settings.ts';

export type Credential = '01' | '02' | '03';

export interface Patient {
  readonly psn_no: string;
  readonly card: Card;
  readonly insutype: string;
  readonly psn_type: string;
  /** mdtrt_cert_type, mdtrt_cert_no and, for a card, card_sn, as read */
  readonly credential: Fields;
}

export interface Settled {
  readonly setl_id: string;
  readonly mdtrt_id: string;
  readonly psn_no: string;
  readonly clr_type: string;
  readonly insutype: string;
  /** yuan */
  readonly total: number;
  readonly fund: number;
  readonly account: number;
}

/** A business that could not be done; its words are shown to the person at the counter. */
export class NotDone extends Error {}

export class Counter {
  readonly clock = new Clock();
  readonly line: Line;
  /** settled today and not taken back */
  readonly book = new Map<string, Settled>();

  constructor(settings: Settings) {
    this.line = new Line(settings, this.clock);
  }

  /** Sends and expects success. @throws NotDone with the platform's words */
  async do(infno: string, input: Fields, over: Fields = {}): Promise<Record<string, Fields>> {
    const outcome = await this.line.send(infno, input, over);
    if (outcome.kind === 'accepted') return outcome.output;
    throw new NotDone(`${infno}: ${outcome.kind === 'refused' ? outcome.message : outcome.why}`);
  }

  async signIn(): Promise<void> {
    const output = await this.do('9001', { signIn: { opter_no: '0001', mac: '00:00:5e:00:53:01', ip: '127.0.0.1' } });
    this.line.signNo = String(output.signinoutb!.sign_no);
  }

  async signOut(): Promise<void> {
    await this.do('9002', { signOut: { sign_no: this.line.signNo, opter_no: '0001' } });
  }

  /** 1101. @throws NotDone where the platform knows nobody */
  async read(card: Card, type: Credential = '02'): Promise<Patient> {
    const number = { '01': card.electronic, '02': card.certno, '03': card.socialCard }[type];
    const withNumber = type === '03' && !this.line.has('card-without-number');
    const credential = { mdtrt_cert_type: type, mdtrt_cert_no: number, ...(withNumber ? { card_sn: `SN${card.socialCard}` } : {}) };
    const input = {
      ...credential,
      begntime: this.clock.text(),
      psn_cert_type: '01',
      certno: type === '02' ? card.certno : '',
      psn_name: card.name,
    };
    const output = await this.do('1101', { data: input });
    const insurance = (output.insuinfo as unknown as readonly Fields[])[0]!;
    return {
      psn_no: String(output.baseinfo!.psn_no),
      card,
      insutype: String(insurance.insutype),
      psn_type: String(insurance.psn_type),
      credential,
    };
  }

  /**
   * Settles, whatever happens to the reply. An unknown outcome is reversed (2601) before anything else; whether the reversal found something
   * or there was nothing to reverse, the books are even then, and the settlement is made anew. A refusal is shown, mended and tried once more.
   */
  async settle(infno: string, patient: Patient, input: Fields): Promise<Settled> {
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const outcome = await this.line.send(infno, input);
      if (outcome.kind === 'accepted') return this.#booked(patient, outcome.output);
      if (outcome.kind === 'unknown') await this.#reverse(infno, patient, outcome);
      else if (attempt === 2) throw new NotDone(`${infno}: ${outcome.message}`);
      else await this.afterRefusal(patient, outcome.message);
    }
    throw new NotDone(`${infno}: 多次结果未知 / unknown again and again`);
  }

  /** What the counter does between a refusal and the next try; a pharmacy's defect hooks in here. */
  async afterRefusal(_patient: Patient, message: string): Promise<void> {
    process.stderr.write(`平台拒绝：${message}\n`);
  }

  /** 5203: asks the platform for a settlement just made. */
  async verify(settled: Settled): Promise<void> {
    const { psn_no, setl_id, mdtrt_id } = settled;
    await this.do('5203', { data: { psn_no, setl_id, mdtrt_id } });
  }

  /** Takes a settlement back and strikes it from the book. */
  async takeBack(infno: string, settled: Settled, over: Fields = {}): Promise<void> {
    const { setl_id, mdtrt_id, psn_no } = settled;
    await this.do(infno, { data: { setl_id, mdtrt_id, psn_no, ...over } });
    this.book.delete(setl_id);
  }

  async #reverse(infno: string, patient: Patient, lost: Outcome & { readonly kind: 'unknown' }): Promise<void> {
    const { line } = this;
    if (line.has('no-reversal-after-timeout') && lost.why === 'timeout') throw new NotDone('超时');
    if (line.has('no-reversal-after-break') && lost.why === 'break') throw new NotDone('断线');
    if (line.has('retry-without-reversal') && lost.why === 'timeout') return;
    if (line.has('malformed-taken-for-refusal') && lost.why === 'malformed') throw new NotDone('读不懂应答');
    const omsgid = line.has('reverses-other-message') && lost.why === 'timeout' ? `${lost.msgid.slice(0, 29)}x` : lost.msgid;
    const oinfno = line.has('reverses-other-transaction') && lost.why === 'break' ? '2207' : infno;
    const reversed = await line.send('2601', { data: { psn_no: patient.psn_no, omsgid, oinfno } });
    if (reversed.kind === 'unknown') throw new NotDone('冲正结果未知 / the reversal’s outcome is unknown');
    // A refusal says that nothing took effect: as good as reversed.
    if (reversed.kind === 'refused' && line.has('stops-when-nothing-to-reverse')) throw new NotDone(reversed.message);
  }

  #booked(patient: Patient, output: Record<string, Fields>): Settled {
    const info = output.setlinfo!;
    const settled = {
      setl_id: String(info.setl_id),
      mdtrt_id: String(info.mdtrt_id),
      psn_no: patient.psn_no,
      clr_type: String(info.clr_type),
      insutype: patient.insutype,
      total: Number(info.medfee_sumamt),
      fund: Number(info.fund_pay_sumamt),
      account: Number(info.acct_pay),
    };
    this.book.set(settled.setl_id, settled);
    return settled;
  }
}
