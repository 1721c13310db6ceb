import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { SessionStage } from './actor.ts';
import type { Text } from './refusal.ts';
import type { Tx } from './transaction.ts';

/**
 * Who may call a route. There is no default: a route without access does not compile.
 * A role is written with its level ("caseworker:county") or, for a party, alone ("institution").
 */
export type Access =
  | { readonly kind: 'public'; readonly why: string }
  | { readonly kind: 'gateway' }
  | { readonly kind: 'roles'; readonly roles: readonly Role[] };

const STAFF = ['caseworker', 'approver', 'leader'] as const;
const LEVELS = ['province', 'city', 'county'] as const;
type StaffRole = `${(typeof STAFF)[number]}:${'nation' | (typeof LEVELS)[number]}`;
type OfficerRole = `${'system-administrator' | 'security-officer' | 'auditor' | 'reader'}:${'nation' | 'province'}`;
type PartyRole = 'agency' | 'institution' | 'vendor' | 'platform-vendor' | 'integration-partner' | 'carrier';
export type Role = StaffRole | OfficerRole | PartyRole;

/** Every caseworker, approver and leader of province, city and county. */
export const BUREAU_STAFF: readonly Role[] = LEVELS.flatMap((level) => STAFF.map((role) => `${role}:${level}` as const));
export const LOCAL_CASEWORKERS: readonly Role[] = ['caseworker:county', 'caseworker:city'];
export const CASEWORKERS: readonly Role[] = ['caseworker:county', 'caseworker:city', 'caseworker:province'];
export const APPROVERS: readonly Role[] = ['approver:county', 'approver:city', 'approver:province'];
export const LOCAL_APPROVERS: readonly Role[] = ['approver:county', 'approver:city'];

export function only(...roles: (Role | readonly Role[])[]): Access {
  return { kind: 'roles', roles: roles.flat() as Role[] };
}

interface Contract<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, O extends z.ZodType> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT';
  /** below /api/v1 */
  readonly path: string;
  readonly summary: Text;
  readonly access: Access;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** media types taken as bytes instead of JSON: the handler receives a BytesBody, and the media type is one of these */
  readonly bytes?: readonly string[];
  readonly output: O;
  /** 202: taken on, and done later */
  readonly status?: 200 | 201 | 202;
  /** codes of the module's own refusals; the common ones need no mention */
  readonly refusals: readonly string[];
  /** the caller must send If-Match with the version it read */
  readonly versioned?: true;
  /** the answer holds a secret that is shown once: it is never kept, not even for the same request sent again */
  readonly shownOnce?: true;
  /** largest body in bytes; default 1 MiB */
  readonly maxBytes?: number;
  /** how far a login must have come; default: all the way */
  readonly stages?: readonly SessionStage[];
  readonly handler: (tx: Tx, input: { params: z.output<P>; query: z.output<Q>; body: z.output<B>; version: number }) => Promise<z.input<O>>;
}

/** The body of a route that takes bytes. */
export const bytesBody = z.custom<BytesBody>((value) => Buffer.isBuffer((value as BytesBody).bytes));

export interface BytesBody {
  readonly bytes: Buffer;
  /** without parameters, in lower case */
  readonly mediaType: string;
  /** X-File-Name, percent-encoded UTF-8 on the way */
  readonly fileName: string | null;
}

/** A route of the API, read at a glance. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT';
  readonly path: string;
  readonly summary: Text;
  readonly access: Access;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly bytes: readonly string[] | null;
  readonly output: z.ZodType | null;
  readonly status: number;
  readonly refusals: readonly string[];
  readonly versioned: boolean;
  readonly shownOnce: boolean;
  readonly maxBytes: number;
  readonly handler: ((tx: Tx, input: { params: unknown; query: unknown; body: unknown; version: number }) => Promise<unknown>) | null;
  /** the body is left on the wire for the handler, which reads it as it comes and bounds it */
  readonly streamed: boolean;
  readonly stages: readonly SessionStage[];
  /** streams and logins speak for themselves; the access check has been made before */
  readonly raw: ((request: FastifyRequest, reply: FastifyReply) => Promise<unknown>) | null;
}

export const MIB = 1024 * 1024;

export function route<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, O extends z.ZodType>(
  contract: Contract<P, Q, B, O>,
): Route {
  return {
    status: 200,
    maxBytes: MIB,
    stages: ['full'],
    ...contract,
    versioned: contract.versioned ?? false,
    shownOnce: contract.shownOnce ?? false,
    bytes: contract.bytes ?? null,
    streamed: false,
    // The schemas have parsed what the handler receives: the pairing is made here, once.
    handler: contract.handler as unknown as Route['handler'],
    raw: null,
  };
}

type Spoken = 'method' | 'path' | 'summary' | 'access' | 'params' | 'query' | 'body' | 'refusals' | 'raw';
type Unspoken = 'maxBytes' | 'status' | 'bytes' | 'output' | 'streamed' | 'stages' | 'shownOnce';

export function rawRoute(contract: Pick<Route, Spoken> & Partial<Pick<Route, Unspoken>>): Route {
  return {
    maxBytes: MIB,
    status: 200,
    bytes: null,
    output: null,
    streamed: false,
    stages: ['full'],
    shownOnce: false,
    ...contract,
    versioned: false,
    handler: null,
  };
}
