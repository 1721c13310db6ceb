/** The line to the platform: envelope, signature, waiting, and what a reply means. */
import type { Clock } from './clock.ts';
import type { DefectName } from './defects.ts';
import { SealedLine } from './sealed.ts';
import type { Settings } from './settings.ts';
import { SEALING, signingHeaders } from './signature.ts';

export type Fields = Readonly<Record<string, unknown>>;

/**
 * What the sender knows afterwards. `unknown` is neither success nor failure: the reply was late, cut, unreadable, or another message's.
 */
export type Outcome =
  | { readonly kind: 'accepted'; readonly output: Record<string, Fields>; readonly msgid: string }
  | { readonly kind: 'refused'; readonly message: string; readonly msgid: string }
  | { readonly kind: 'unknown'; readonly why: 'timeout' | 'break' | 'malformed' | 'stale'; readonly msgid: string };

interface Reply {
  readonly infcode?: number | string;
  readonly inf_refmsgid?: string;
  readonly respond_time?: string;
  readonly err_msg?: string;
  readonly output?: Record<string, Fields> | null;
}

/** Settlements repeat the sender's message number, so that a reply can be told from another's. */
const SETTLEMENTS = new Set(['2102', '2207', '2304']);
const IMPATIENT_MS = 250;
const HOUR = 3_600_000;

export class Line {
  readonly settings: Settings;
  signNo = '';
  readonly #clock: Clock;
  /** null: the body is sent in clear */
  readonly #sealed: SealedLine | null;
  #serial = 0;
  #sent = 0;
  #last = '';

  constructor(settings: Settings, clock: Clock) {
    this.settings = settings;
    this.#clock = clock;
    this.#sealed = SEALING.includes(settings.signer.scheme) ? new SealedLine(settings.signer, settings.endpoint) : null;
  }

  has(defect: DefectName): boolean {
    return this.settings.defect === defect;
  }

  /** Sends one message. `over` replaces fields of the envelope. */
  async send(infno: string, input: Fields, over: Fields = {}): Promise<Outcome> {
    const message = this.#message(infno, input, over);
    const msgid = String(message.msgid);
    const patience = this.has('impatient') && SETTLEMENTS.has(infno) ? IMPATIENT_MS : this.settings.timeoutMs;
    const read = await this.#post(message, patience);
    if (typeof read === 'string') return { kind: 'unknown', why: read, msgid };
    let reply: Reply;
    try {
      const parsed = JSON.parse(read.toString('utf8')) as Fields;
      reply = (this.#sealed?.open(parsed) ?? parsed) as Reply;
    } catch {
      return { kind: 'unknown', why: 'malformed', msgid };
    }
    return this.#understand(infno, msgid, reply);
  }

  /** A file of the platform: its bytes, or null where it gave none. */
  async download(file_qury_no: string, filename: string): Promise<Buffer | null> {
    const message = this.#message('9102', { fsDownloadIn: { file_qury_no, filename, fixmedins_code: this.settings.code } }, {});
    const read = await this.#post(message, this.settings.timeoutMs);
    // A refusal comes as JSON, a file as a ZIP.
    return typeof read === 'string' || read.subarray(0, 2).toString() !== 'PK' ? null : read;
  }

  #message(infno: string, input: Fields, over: Fields): Fields {
    const { code, name } = this.settings;
    const inf_time = this.has('clock-in-utc') ? this.#clock.text(-8 * HOUR) : this.#clock.text();
    const terminal = { dev_no: '', dev_safe_info: '', cainfo: '', signtype: '', infver: 'V1.0', recer_sys_code: 'FSI_LOCAL' };
    const person = { opter_type: '1', opter: '0001', opter_name: '收费员' };
    const place = { mdtrtarea_admvs: code.slice(1, 7), insuplc_admdvs: '640100', fixmedins_code: code, fixmedins_name: name };
    const sign_no = this.has('no-sign-in-number') ? '' : this.signNo;
    return { infno, msgid: this.#number(), ...place, ...terminal, ...person, inf_time, sign_no, ...over, input };
  }

  #number(): string {
    const again = this.has('reused-message-number') && this.#sent === 7;
    this.#sent += 1;
    if (again) return this.#last;
    this.#serial += 1;
    const code = this.has('foreign-message-number') && this.#serial > 5 ? `${this.settings.code.slice(0, 11)}9` : this.settings.code;
    this.#last = `${code}${this.#clock.stamp()}${String(this.#serial).padStart(4, '0')}`;
    return this.#last;
  }

  async #post(message: Fields, patience: number): Promise<Buffer | 'timeout' | 'break'> {
    const url = `${this.settings.endpoint}/fsi/api/rsfComIfsService/callService`;
    try {
      const { body, headers: own } = await this.#prepare(message, patience);
      const headers = { 'content-type': 'application/json; charset=utf-8', ...own };
      const reply = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(patience) });
      return Buffer.from(await reply.arrayBuffer());
    } catch (error) {
      return error instanceof Error && error.name === 'TimeoutError' ? 'timeout' : 'break';
    }
  }

  async #prepare(message: Fields, patience: number): Promise<{ readonly body: Buffer; readonly headers: Record<string, string> }> {
    if (this.#sealed !== null) return this.#sealed.seal(message, Date.now(), patience);
    const body = Buffer.from(JSON.stringify(message));
    return { body, headers: this.#sign(body) };
  }

  #sign(body: Buffer): Record<string, string> {
    const covered = this.has('signature-without-body') ? Buffer.alloc(0) : body;
    const now = Date.now() - (this.has('signature-clock-off') ? HOUR : 0);
    const headers = signingHeaders(this.settings.signer, 'callService', covered, now);
    const own = headers['x-ca-signature'];
    return this.has('signature-lower-case') && own !== undefined ? { ...headers, 'x-ca-signature': own.toLowerCase() } : headers;
  }

  #understand(infno: string, msgid: string, reply: Reply): Outcome {
    if (this.has('takes-platform-clock') && reply.respond_time !== undefined) this.#clock.setBy(reply.respond_time);
    // Platforms write the code as a number or as a text, and leave their number empty now and then.
    const accepted = this.has('text-code-taken-for-failure') ? reply.infcode === 0 : String(reply.infcode) === '0';
    if (!accepted && String(reply.infcode) === '0') return { kind: 'unknown', why: 'malformed', msgid };
    if (!accepted) return { kind: 'refused', message: reply.err_msg ?? '', msgid };
    if (this.has('empty-reference-taken-for-failure') && reply.inf_refmsgid === '') return { kind: 'unknown', why: 'malformed', msgid };
    const output = reply.output ?? {};
    const answers = output.setlinfo?.medins_setl_id;
    if (SETTLEMENTS.has(infno) && answers !== msgid && !this.has('stale-reply-believed')) return { kind: 'unknown', why: 'stale', msgid };
    return { kind: 'accepted', output, msgid };
  }
}
