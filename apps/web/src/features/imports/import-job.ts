import type { Problem } from '../../api/client.ts';
import type { Text } from '../../words/language.tsx';

/** What a file of one list must hold. */
export interface Sheet {
  readonly list: string;
  readonly title: Text;
  readonly roles: readonly string[];
  /** most rows that are taken all or none */
  readonly mostWhole: number;
  readonly columns: readonly {
    readonly field: string;
    readonly headers: readonly string[];
    readonly required: boolean;
    readonly mend: Text;
  }[];
}

/** What the column is called in the reader's language: files may use any of its names. */
export function headerOf({ headers, field }: Sheet['columns'][number], language: 'zh' | 'en'): string {
  return headers.find((header) => /\p{Script=Han}/u.test(header) === (language === 'zh')) ?? headers[0] ?? field;
}

/** An import under way: waiting → checking → taking → done, refused, cancelled or failed. */
export interface ImportJob {
  readonly id: string;
  readonly list: string;
  readonly fileName: string;
  readonly dryRun: boolean;
  readonly keep: string;
  /** what the scanner said of the file before it was read: clean, not-scanned, unreachable */
  readonly scan: string;
  readonly state: string;
  readonly rows: number;
  readonly checked: boolean;
  readonly takenTo: number;
  readonly rejected: number;
  readonly taken: number;
  readonly refusal: Pick<Problem, 'title' | 'detail' | 'mend' | 'clause'> | null;
  readonly createdAt: string;
  readonly finishedAt: string | null;
}

export interface Fault {
  readonly row: number;
  readonly column: string;
  readonly value: string | null;
  readonly rule: string;
  readonly clause: string | null;
  readonly mend: Text;
}

const UNDER_WAY = ['waiting', 'checking', 'taking'];

export const underWay = ({ state }: Pick<ImportJob, 'state'>): boolean => UNDER_WAY.includes(state);

/**
 * The files of this tab by the job that tried them, so that what passed its trial is taken without being chosen again. The server keeps no
 * file of a trial.
 */
export const filesOf = new Map<string, File>();

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** A spreadsheet with the media type that the server asks for; browsers name CSV as they please. */
export function sheetFile(file: File): File | null {
  const ending = /\.(csv|xlsx)$/i.exec(file.name)?.[1]?.toLowerCase();
  return ending === undefined ? null : new File([file], file.name, { type: ending === 'csv' ? 'text/csv' : XLSX });
}
