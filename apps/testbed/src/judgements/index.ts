import type { Judgement } from '../recogniser/judgement.ts';
import { chronicCodes, diagnosisCodes, institutionCodes, itemCodes, staffCodes } from './codes.ts';
import { clock, messageNumber, messageValid, sender, signed, signIn } from './message.ts';
import { amount, split, total } from './money.ts';
import { order } from './order.ts';
import { credential, insuranceAsked, personAsked } from './person.ts';

/** The judgements that a suite may name. */
export const JUDGEMENTS: Readonly<Record<string, Judgement>> = {
  'message-valid': messageValid,
  signed,
  'message-number': messageNumber,
  clock,
  sender,
  'sign-in': signIn,
  amount,
  total,
  split,
  'item-codes': itemCodes,
  'diagnosis-codes': diagnosisCodes,
  'staff-codes': staffCodes,
  'chronic-codes': chronicCodes,
  'institution-codes': institutionCodes,
  'person-asked': personAsked,
  'insurance-asked': insuranceAsked,
  credential,
  order,
};
