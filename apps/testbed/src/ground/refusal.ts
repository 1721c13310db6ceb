/** A refusal of the bed's own API (not of a HIS message): RFC 9457 problem+json in both languages. */
export class ApiRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  constructor(status: number, code: string, zh: string, en: string) {
    super(`${zh} / ${en}`);
    this.status = status;
    this.code = code;
    this.zh = zh;
    this.en = en;
  }
}

export const notFound = (what: string): ApiRefusal => new ApiRefusal(404, 'not-found', `没有 ${what}`, `there is no ${what}`);
export const badRequest = (zh: string, en: string): ApiRefusal => new ApiRefusal(400, 'bad-request', zh, en);
export const conflict = (code: string, zh: string, en: string): ApiRefusal => new ApiRefusal(409, code, zh, en);
