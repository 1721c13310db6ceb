import { askApi, callApi, type Problem } from '../api.ts';
import { Otherwise } from './story.ts';

/** Somebody with an account, speaking to the API. */
export interface Person {
  readonly login: string;
  /** as the system calls the person */
  readonly name: string;
  /** @throws Otherwise in the words of the refusal */
  get<T>(path: string): Promise<T>;
  /** `version`: what was read before, where the route asks for it. @throws Otherwise in the words of the refusal */
  post<T>(path: string, body?: unknown, version?: number): Promise<T>;
  put<T>(path: string, body?: unknown, version?: number): Promise<T>;
  /** Bytes as a file. */
  upload<T>(path: string, bytes: Buffer, mediaType: string, name: string): Promise<T>;
  /** For acts that must be refused. @throws Otherwise where they are not */
  refused(path: string, body?: unknown, version?: number): Promise<Problem>;
  /** For acts that may be refused. */
  attempt<T>(path: string, body?: unknown, version?: number): Promise<{ done: T } | { problem: Problem }>;
}

/** The people of the demonstration: each logs in once. */
export class People {
  readonly #url: string;
  readonly #password: string;
  readonly #known = new Map<string, Promise<Person>>();

  constructor(url: string, password: string) {
    this.#url = url;
    this.#password = password;
  }

  as(login: string): Promise<Person> {
    let person = this.#known.get(login);
    if (person === undefined) {
      person = this.#logIn(login);
      this.#known.set(login, person);
    }
    return person;
  }

  /** An account for an institution's own people: made by one officer of the province, activated by another. */
  async appoint(province: string, institution: string): Promise<Person> {
    const login = `${institution.toLowerCase()}.operator`;
    const account = {
      login,
      name: `${institution} 经办人`,
      role: 'institution',
      partyKind: 'institution',
      partyCode: institution,
      password: this.#password,
    };
    await (await this.as(`${province}.system-administrator`)).post('/accounts', account);
    await (await this.as(`${province}.security-officer`)).post(`/accounts/${login}/activation`);
    return this.as(login);
  }

  async #logIn(login: string): Promise<Person> {
    const credentials = { login, password: this.#password };
    const session = await askApi<{ token: string; person: { name: string } }>(this.#url, null, 'POST', '/sessions', credentials);
    return this.#person(login, session.person.name, session.token);
  }

  #person(login: string, name: string, token: string): Person {
    const url = this.#url;
    const call = async (method: string, path: string, body?: unknown, version?: number, headers: Record<string, string> = {}) =>
      callApi(url, token, method, path, body, { ...(version === undefined ? {} : { 'if-match': `"${version}"` }), ...headers });
    const done = async <T>(answer: ReturnType<typeof call>): Promise<T> => {
      const { status, body } = await answer;
      if (status >= 400) throw new Otherwise(`${name}：${inWords(body as Problem)}`);
      return body as T;
    };
    return {
      login,
      name,
      get: (path) => done(call('GET', path)),
      post: (path, body, version) => done(call('POST', path, body, version)),
      put: (path, body, version) => done(call('PUT', path, body, version)),
      upload: (path, bytes, mediaType, name) =>
        done(call('POST', path, bytes, undefined, { 'content-type': mediaType, 'x-file-name': encodeURIComponent(name) })),
      async refused(path, body, version) {
        const answer = await call('POST', path, body, version);
        if (answer.status < 400) throw new Otherwise(`${name} 本应被拒绝，却办成了：POST ${path}`);
        return answer.body as Problem;
      },
      async attempt<T>(path: string, body?: unknown, version?: number) {
        const answer = await call('POST', path, body, version);
        return answer.status < 400 ? { done: answer.body as T } : { problem: answer.body as Problem };
      },
    };
  }
}

/** What a refusal of the API says, in one line. */
export function inWords(problem: Problem): string {
  const detail = problem.detail !== undefined && problem.detail.zh !== problem.title.zh ? `：${problem.detail.zh}` : '';
  const clause = problem.clause === null ? '' : `（依据 ${problem.clause}）`;
  return `「${problem.title.zh}${detail}${clause}。${problem.mend.zh}」`;
}
