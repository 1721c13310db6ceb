/** What a refused request may be a sign of. Pure. */
import type { Actor } from '../../ground/actor.ts';
import { addressKey } from '../../ground/address-key.ts';
import type { Signal } from '../../ground/refusal.ts';

/** A refusal as the front of the server hands it on. */
export interface Refused {
  readonly actor: Actor | null;
  readonly code: string;
  /** method and route, e.g. "GET /api/v1/institutions/:code" */
  readonly event: string;
  readonly address: string;
  /** what was asked for, as it was sent */
  readonly target: string;
  readonly signal: Signal | null;
}

export interface Subject {
  readonly kind: 'address' | 'account' | 'key' | 'gateway' | 'installation' | 'others';
  /** of an account its id: the login is looked up where the alert is raised; null: the installation, or others */
  readonly name: string | null;
}

/** One sign: counted by kind and subject; where different values count, by `tried` too. */
export interface Sign {
  readonly kind: string;
  readonly subject: Subject;
  /** the account behind the subject: that person does not judge the alert, and its province is the alert's */
  readonly account: string | null;
  readonly prov: string | null;
  readonly tried: string | null;
  readonly fault: string;
}

const INSTALLATION: Subject = { kind: 'installation', name: null };
/** Refused because the caller has no business there, or there is no such thing in its territory. */
const BEYOND_REACH = new Set(['not-found', 'role-not-allowed', 'key-scope', 'method-not-allowed']);

export function signsOf(refused: Refused): Sign[] {
  const { actor, code, signal, target } = refused;
  const from: Subject = { kind: 'address', name: addressKey(refused.address) };
  const nobody = { account: null, prov: null };
  if (signal !== null) return ofSignal(signal, from);
  if (code === 'factor-wrong' && actor !== null) return failedLogin({ account: actor.id, prov: actor.prov }, from, '', 'factor');
  if (!BEYOND_REACH.has(code)) return [];
  const tried = `${refused.event} ${target}`;
  if (actor === null) return code === 'method-not-allowed' ? [{ ...nobody, kind: 'scope-probing', subject: from, tried, fault: code }] : [];
  const subject: Subject = { kind: 'account', name: actor.id };
  return [{ kind: 'scope-probing', subject, account: actor.id, prov: actor.prov, tried, fault: code }];
}

function ofSignal({ kind, subject, fault, ...rest }: Signal, from: Subject): Sign[] {
  const [prov, account, tried] = [subject?.prov ?? null, rest.account ?? null, rest.tried ?? null];
  if (kind === 'login') return failedLogin(account === null ? null : { account, prov }, from, tried ?? '', fault);
  if (kind === 'token') return [{ kind: 'forged-tokens', subject: from, account, prov, tried, fault }];
  const named: Subject = subject === null ? from : { kind: subject.kind, name: subject.name };
  if (kind === 'gateway') return [{ kind: 'forged-gateway', subject: named, account, prov, tried, fault }];
  return [{ kind: fault === 'replayed' ? 'replayed-requests' : 'forged-signatures', subject: named, account, prov, tried, fault }];
}

function failedLogin(known: { account: string; prov: string | null } | null, from: Subject, tried: string, fault: string): Sign[] {
  const plain = { account: null, prov: null, fault };
  return [
    { ...plain, kind: 'credential-stuffing', subject: from, tried: known?.account ?? tried },
    { ...plain, kind: 'login-failures', subject: INSTALLATION, tried: null },
    // A login that does not exist may be a password typed into the wrong field: it is nobody's, and not kept.
    ...(known === null
      ? []
      : [
          {
            ...known,
            kind: 'account-from-many-addresses',
            subject: { kind: 'account' as const, name: known.account },
            tried: from.name,
            fault,
          },
        ]),
  ];
}
