/** Judgements on the envelope: form, signature, number, clock, sender, sign-in. */
import type { Exchange } from '../exchange.ts';
import { fail, type Judgement, PASS, warn } from '../recogniser/judgement.ts';

/** A HIS may be this far off the bed's clock, in minutes (ours; no text states a number). */
const CLOCK_MINUTES = 5;

/** Form of the interface catalogue, in tolerant mode: what real platforms let pass is a warning. */
export const messageValid: Judgement = () => (exchange) => {
  const grave = exchange.findings.find((one) => one.severity === 'error');
  if (grave !== undefined) return fail(`${grave.path} ${chinese(grave.message)}（依据 ${grave.source}）`);
  const slight = exchange.findings[0];
  return slight === undefined ? PASS : warn(`${slight.path} ${chinese(slight.message)}（依据 ${slight.source}）`);
};

/** Signed as the campaign's scheme asks. */
export const signed: Judgement = () => (exchange) => {
  if (exchange.signature === null) return null;
  return exchange.signature.ok ? PASS : fail(exchange.signature.diagnosis);
};

/** msgid: institution 12 + time 14 + serial 4, never used twice. */
export const messageNumber: Judgement = ({ institution }) => {
  const seen = new Set<string>();
  return ({ msgid }) => {
    if (seen.has(msgid)) return fail(`msgid ${msgid} 重复使用；每次发送都应取新的编号（重发、冲正也一样）`);
    seen.add(msgid);
    if (!msgid.startsWith(institution)) return fail(`msgid ${msgid} 应以本机构编号 ${institution} 开头`);
    if (!/^[HP]\d{29}$/.test(msgid)) return warn(`msgid ${msgid} 不是“机构编号12位+时间14位+流水4位”`);
    return PASS;
  };
};

/** inf_time is Beijing time and near the bed's clock. */
export const clock: Judgement = () => (exchange) => {
  const sent = String(exchange.request.inf_time ?? '');
  const at = Date.parse(`${sent.replace(' ', 'T')}+08:00`);
  if (Number.isNaN(at)) return null;
  const minutes = Math.round((at - exchange.at) / 60_000);
  if (Math.abs(minutes) <= CLOCK_MINUTES) return PASS;
  const hint = Math.abs(minutes + 480) <= CLOCK_MINUTES ? '（差 8 小时：发送了 UTC 时间，应为北京时间）' : '';
  return fail(`inf_time ${sent} 与平台时钟相差 ${minutes} 分钟${hint}；请校时，不要用应答里的时间当本机时间`);
};

/** Every message names the institution under test, and no other. */
export const sender: Judgement =
  ({ institution }) =>
  (exchange) => {
    const named = String(exchange.request.fixmedins_code ?? '');
    return named === institution ? PASS : fail(`fixmedins_code ${named} 不是被测机构 ${institution}`);
  };

/** After 9001 every business message carries the sign_no it gave, until 9002. */
export const signIn: Judgement = () => {
  const open = new Set<string>();
  return (exchange) => {
    if (exchange.infno === '9001') {
      const given = (exchange.output.signinoutb as Record<string, unknown> | undefined)?.sign_no;
      if (exchange.reply === 'accepted' && typeof given === 'string') open.add(given);
      return null;
    }
    if (!isBusiness(exchange)) return null;
    const said = String(exchange.request.sign_no ?? '');
    if (said === '') return fail('报文头 sign_no 为空；请先签到（9001），之后每条业务报文带上签到流水号');
    return open.has(said) ? PASS : fail(`sign_no ${said} 不是本轮签到（9001）得到的编号`);
  };
};

function isBusiness({ infno }: Exchange): boolean {
  return infno.startsWith('2');
}

function chinese(message: string): string {
  return message.split(' / ')[0]!;
}
