/** Response envelopes of the national interface, as bytes to send. Field names and lengths: interface specification, response table. */

export interface ReplyContext {
  /** six-digit region of the answering side; default: the region inside the institution code at the head of msgid, else 000000 */
  readonly region?: string;
  /** when the request arrived, epoch ms; default: `now` */
  readonly received?: number;
  /** epoch ms */
  readonly now?: number;
  /** ten-digit serial of the answering side; default: a counter of this process */
  readonly serial?: number;
}

export interface RefusalInput extends ReplyContext {
  /** shown in front of the message, so that the cashier sees which call was refused; may be empty */
  readonly infno: string;
  /** msgid of the request, empty where none could be read */
  readonly msgid: string;
  readonly message: string;
}

export interface SuccessInput extends ReplyContext {
  readonly msgid: string;
  readonly output: unknown;
}

/** err_msg's length in the specification, in characters. */
export const MAX_MESSAGE = 200;

const encoder = new TextEncoder();
let counter = Math.floor(Math.random() * 1e9);

/** A refusal that a HIS can show: infcode -1, err_msg of at most 200 characters, output null. */
export function refusalEnvelope(input: RefusalInput): Uint8Array {
  const label = input.infno === '' ? '' : `[${input.infno}] `;
  return envelope(input.msgid, input, -1, clip(label + input.message), null);
}

/** A success: infcode 0 and the transaction's output nodes. */
export function successEnvelope(input: SuccessInput): Uint8Array {
  return envelope(input.msgid, input, 0, '', input.output);
}

/** inf_refmsgid: region 6 + yyyyMMddHHmmss 14 + serial 10, thirty digits. */
export function refmsgid(region: string, at: number, serial: number): string {
  const place = /^\d{6}$/.test(region) ? region : '000000';
  return `${place}${stamp(at).slice(0, 14)}${String(serial % 1e10).padStart(10, '0')}`;
}

/** yyyyMMddHHmmssSSS in China's time (UTC+8, no summer time since 1991), 17 digits. */
export function stamp(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().replace(/\D/g, '');
}

function envelope(msgid: string, context: ReplyContext, infcode: 0 | -1, message: string, output: unknown): Uint8Array {
  const now = context.now ?? Date.now();
  counter += 1;
  return encoder.encode(
    JSON.stringify({
      infcode,
      inf_refmsgid: refmsgid(context.region ?? msgid.slice(1, 7), now, context.serial ?? counter),
      refmsg_time: stamp(context.received ?? now),
      respond_time: stamp(now),
      err_msg: message,
      output,
    }),
  );
}

function clip(message: string): string {
  if (message.length <= MAX_MESSAGE) return message;
  const cut = message.slice(0, MAX_MESSAGE - 1);
  // Half of a surrogate pair would reach the HIS as a replacement character.
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}
