import { businessDate } from '../../ground/clock.ts';
import type { DueMail } from './outgoing.store.ts';
import type { Mail } from './smtp.ts';
import { type Told, wordsOf } from './words-of.ts';

const FOOT = [
  '请登录安接办理或查看详情；办理意见、理由和个人信息不随邮件发送。',
  '本邮件由系统发出，请勿回复。是否接收、每日汇总和免打扰时段，可在“通知设置”中修改。',
];

/**
 * The words of a mail, in Chinese: titles and texts of told.yaml, which quote nothing that a person wrote.
 *
 * @param portal address of the portal; null: none is configured
 */
export function mailOf(mail: DueMail & { readonly email: string }, told: readonly Told[], at: Date, portal: string | null): Mail {
  const worded = told.map(wordsOf);
  const only = worded.length === 1 && mail.notificationId !== null ? worded[0]! : null;
  const date = businessDate(at);
  const waiting = told.filter((one) => one.importance !== 'decided').length;
  const subject = only === null ? `【安接】${date} 通知汇总：${told.length} 条，其中待办和到期 ${waiting} 条` : `【安接】${only.title.zh}`;
  const body = only === null ? worded.map(({ title }, i) => `${i + 1}. ${title.zh}`) : [only.text.zh];
  const foot = portal === null ? FOOT : [...FOOT, portal];
  return { id: mail.id, to: mail.email, subject, text: [...body, '', ...foot, ''].join('\n'), at };
}
