import { stamp } from '@anjie/national-interface';
import { type Handler, node, Refusal, text } from '../call.ts';
import { timeText } from '../clock-text.ts';

/** 9001: gives a sign_no. */
export const signIn: Handler = (call) => {
  node(call, 'signIn');
  const sign_no = call.state.number(call.institution.slice(1, 7), stamp(call.now));
  call.state.signIns.set(sign_no, { institution: call.institution, at: call.now });
  return { signinoutb: { sign_time: timeText(call.now), sign_no } };
};

/** 9002: ends a sign-in of the same institution. */
export const signOut: Handler = (call) => {
  const sign_no = text(node(call, 'signOut'), 'sign_no');
  if (call.state.signIns.get(sign_no)?.institution !== call.institution) {
    throw new Refusal(`签到编号 ${sign_no} 不存在或已签退，请先签到（9001）`, `no sign-in ${sign_no} is open; sign in first (9001)`);
  }
  call.state.signIns.delete(sign_no);
  return { signoutoutb: { sign_time: timeText(call.now) } };
};
