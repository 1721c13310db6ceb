/**
 * Refusals: a stable code, one HTTP status, texts in Chinese and English, the clause where a text of the law is the cause.
 * Each module declares its own beside its rules; the contract is generated from all of them.
 */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

export interface RefusalKind {
  readonly status: number;
  readonly title: Text;
  readonly mend: Text;
  /** null: no text of the law, an engineering rule */
  readonly clause: string | null;
}

/** What a refusal may be a sign of. For the watch over intrusions (modules/alerts) alone: never answered, never audited as it stands. */
export interface Signal {
  readonly kind: 'login' | 'token' | 'signature' | 'gateway';
  /** whom it concerns; null: nobody who is known here */
  readonly subject: { readonly kind: 'account' | 'key' | 'gateway'; readonly name: string; readonly prov: string | null } | null;
  /** the account behind it */
  readonly account?: string;
  /** in what it failed, e.g. "replayed" */
  readonly fault: string;
  /** the name or secret that was tried: different ones are counted, none is kept */
  readonly tried?: string;
}

export interface RefusalDetail {
  /** where in the input, e.g. "body.address" */
  readonly path?: string;
  /** the offending value, masked where it is personal */
  readonly value?: unknown;
  readonly rule?: string;
  readonly clause?: string;
  readonly detail?: Text;
  /** the current state, with 412 */
  readonly current?: unknown;
  /** what a refusal leaves although its transaction is undone; run after the rollback, before the answer */
  readonly settle?: () => Promise<void>;
  /** seconds, said in Retry-After */
  readonly retryAfter?: number;
  readonly signal?: Signal;
}

const registry = new Map<string, RefusalKind>();

/** Declares refusals and returns a function that throws one of them. */
export function declareRefusals<const Kinds extends Record<string, RefusalKind>>(kinds: Kinds) {
  for (const [code, kind] of Object.entries(kinds)) {
    if (registry.has(code)) throw new Error(`refusal declared twice: ${code}`);
    registry.set(code, kind);
  }
  return (code: keyof Kinds & string, detail: RefusalDetail = {}): never => {
    throw new Refusal(code, kinds[code]!, detail);
  };
}

export function declaredRefusals(): ReadonlyMap<string, RefusalKind> {
  return registry;
}

/** Thrown by use cases; the transaction rolls back, nothing is changed. */
export class Refusal extends Error {
  readonly code: string;
  readonly kind: RefusalKind;
  readonly detail: RefusalDetail;

  constructor(code: string, kind: RefusalKind, detail: RefusalDetail) {
    super(`${code}: ${kind.title.en}`);
    this.code = code;
    this.kind = kind;
    this.detail = detail;
  }
}

/** RFC 9457 problem+json. */
export function problem(refusal: Refusal, requestId: string): Record<string, unknown> {
  const { kind, detail } = refusal;
  return {
    type: `urn:anjie:refusal:${refusal.code}`,
    code: refusal.code,
    status: kind.status,
    title: kind.title,
    detail: detail.detail ?? kind.title,
    path: detail.path ?? null,
    value: detail.value ?? null,
    rule: detail.rule ?? refusal.code,
    clause: detail.clause ?? kind.clause,
    mend: kind.mend,
    requestId,
    ...(detail.current === undefined ? {} : { current: detail.current }),
  };
}

export const refuse = declareRefusals({
  'input-invalid': {
    status: 400,
    title: { zh: '填写的内容有误', en: 'The input is not valid' },
    mend: { zh: '请按提示的位置和规则改正后重新提交', en: 'Correct the value at the path given and send it again' },
    clause: null,
  },
  'input-not-json': {
    status: 400,
    title: { zh: '请求内容不是有效的 JSON', en: 'The body is not valid JSON' },
    mend: { zh: '请发送 UTF-8 编码、没有重复键的 JSON', en: 'Send JSON in UTF-8 without duplicate keys' },
    clause: null,
  },
  'input-too-large': {
    status: 413,
    title: { zh: '请求内容过大', en: 'The body is too large' },
    mend: { zh: '请减小内容或分批提交', en: 'Send less, or in parts' },
    clause: null,
  },
  'address-too-long': {
    status: 414,
    title: { zh: '地址中的编号过长', en: 'A part of the address is too long' },
    mend: { zh: '请核对编号', en: 'Check the code' },
    clause: null,
  },
  'media-type-unknown': {
    status: 415,
    title: { zh: '不支持的内容类型', en: 'The media type is not supported' },
    mend: { zh: '请使用该接口说明的内容类型', en: 'Use the media type that the route names' },
    clause: null,
  },
  'not-logged-in': {
    status: 401,
    title: { zh: '尚未登录或登录已失效', en: 'Not logged in, or the session has ended' },
    mend: { zh: '请重新登录', en: 'Log in again' },
    clause: 'NX-附3.2-1a',
  },
  'session-limited': {
    status: 403,
    title: { zh: '登录尚未完成', en: 'The login is not complete yet' },
    mend: {
      zh: '请先完成所提示的步骤（第二因素、更换口令或登记第二因素）',
      en: 'First take the step that is named: second factor, change of password, or enrolment of a factor',
    },
    clause: 'NX-附3.2-1a',
  },
  'role-not-allowed': {
    status: 403,
    title: { zh: '您的岗位无权进行此操作', en: 'Your role may not do this' },
    mend: { zh: '请由有权岗位的人员办理', en: 'Ask a person whose role may do it' },
    clause: 'GJ-3.5',
  },
  'not-found': {
    status: 404,
    title: { zh: '没有找到，或不在您的辖区', en: 'Not found, or not in your territory' },
    mend: { zh: '请核对编号', en: 'Check the code' },
    clause: null,
  },
  'method-not-allowed': {
    status: 404,
    title: { zh: '没有这个接口', en: 'There is no such route' },
    mend: { zh: '请核对地址和方法', en: 'Check address and method' },
    clause: null,
  },
  'version-missing': {
    status: 428,
    title: { zh: '修改时须说明所依据的版本', en: 'A change must say which version it changes' },
    mend: { zh: '请先读取，再以 If-Match 提交所读到的版本', en: 'Read first, then send the version you read in If-Match' },
    clause: null,
  },
  'version-stale': {
    status: 412,
    title: { zh: '内容已被他人修改，您的修改没有保存', en: 'Somebody else changed it meanwhile; your change was not stored' },
    mend: { zh: '请对照当前内容后重新提交', en: 'Compare with the current state and send again' },
    clause: null,
  },
  'idempotency-key-reused': {
    status: 422,
    title: { zh: '同一幂等键用于不同的内容', en: 'The idempotency key was used for another body' },
    mend: { zh: '请为新的请求使用新的幂等键', en: 'Use a new key for a new request' },
    clause: null,
  },
  'in-force-elsewhere': {
    status: 409,
    title: { zh: '该编号或地址已在别处有效', en: 'The code or address is in force elsewhere' },
    mend: { zh: '请核对；如确属本机构，请先由原处撤销', en: 'Check it; if it is yours, have it cancelled where it is in force' },
    clause: null,
  },
  'four-eyes': {
    status: 409,
    title: { zh: '申请人与批准人不能是同一人', en: 'Requester and approver must be two people' },
    mend: { zh: '请由另一人批准', en: 'Have another person approve it' },
    clause: null,
  },
  'answer-shown-once': {
    status: 409,
    title: {
      zh: '该请求已办理；其答复含密钥，只显示一次',
      en: 'The request was carried out; its answer holds a secret, which is shown once',
    },
    mend: { zh: '没有收到密钥的，请重新申领', en: 'If you did not receive the secret, have a new one issued' },
    clause: null,
  },
  busy: {
    status: 503,
    title: { zh: '系统正忙，请稍后重试', en: 'The system is busy' },
    mend: { zh: '请稍后以同一幂等键重试', en: 'Try again with the same idempotency key' },
    clause: null,
  },
  'too-many-requests': {
    status: 429,
    title: { zh: '请求过于频繁', en: 'Too many requests' },
    mend: { zh: '请按 Retry-After 所示秒数稍候再试', en: 'Wait for as many seconds as Retry-After says' },
    clause: null,
  },
  'internal-error': {
    status: 500,
    title: { zh: '系统内部错误，没有任何更改', en: 'An internal error; nothing was changed' },
    mend: { zh: '请将请求编号告知系统管理员', en: 'Tell the system administrator the request id' },
    clause: null,
  },
});
