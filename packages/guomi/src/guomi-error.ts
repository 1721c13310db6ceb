/** What went wrong, in words a program can tell apart. */
export type GuomiProblem =
  | 'encoding-invalid'
  | 'key-invalid'
  | 'ciphertext-altered'
  | 'input-invalid'
  | 'certificate-invalid'
  | 'record-malformed'
  | 'record-altered'
  | 'key-unknown'
  | 'key-file-unsafe';

/** A refusal of this package. `message` carries both languages; no key, plaintext or ciphertext is ever quoted in it. */
export class GuomiError extends Error {
  readonly code: GuomiProblem;
  readonly zh: string;
  readonly en: string;
  constructor(code: GuomiProblem, zh: string, en: string) {
    super(`${zh} / ${en}`);
    this.name = 'GuomiError';
    this.code = code;
    this.zh = zh;
    this.en = en;
  }
}
