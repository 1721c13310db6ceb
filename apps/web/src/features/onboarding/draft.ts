import { differences } from '../../parts/conflicting.ts';
import { written } from '../../parts/written.ts';
import type { Application, ApplicationForm } from './application.ts';

/** The form while it is being filled in: every part of it may still be missing. */
export interface DraftFields {
  readonly institution?: { readonly address?: string; readonly contactName?: string; readonly contactPhone?: string };
  readonly system?: {
    readonly deployment?: string | null;
    readonly contactName?: string;
    readonly contactPhone?: string;
    readonly test?: { readonly address?: string; readonly port?: number };
    readonly production?: { readonly address?: string; readonly port?: number };
  };
  readonly systemCode?: string;
}

export interface Savable {
  readonly form: ApplicationForm;
  readonly system: string | null;
}

export function fieldsOf({ form, system }: Pick<Application, 'form' | 'system'>): DraftFields {
  return { ...form, ...(system === null ? {} : { systemCode: system.code }) } as DraftFields;
}

export const onRecord = ({ form, system }: Pick<Application, 'form' | 'system'>): Savable => ({ form, system: system?.code ?? null });

/**
 * What the server takes of a draft: 附件二 part by part, and a part only once it is whole. Of a part that is not whole (any more), what is on
 * record stays.
 */
export function savable(draft: DraftFields, record: Savable): Savable {
  const { institution, system, systemCode } = written(draft);
  const wholeInstitution = institution?.address && institution.contactName && institution.contactPhone;
  const ends = [system?.test, system?.production];
  const wholeSystem = system?.contactName && system.contactPhone && ends.every((end) => end?.address && end.port !== undefined);
  const form = {
    ...record.form,
    ...(wholeInstitution ? { institution } : {}),
    ...(wholeSystem ? { system: { ...system, deployment: system.deployment ?? null } } : {}),
  } as ApplicationForm;
  return { form, system: systemCode ?? null };
}

export const sameContent = (one: Savable, other: Savable): boolean =>
  differences({ ...one }, { ...other }).length === 0 && differences({ ...other }, { ...one }).length === 0;

/** Something is written that the server has not and would not take yet. */
export const holdsMore = (draft: DraftFields, record: Savable): boolean =>
  differences(written(draft) as Record<string, unknown>, { ...fieldsOf({ form: record.form, system: null }), systemCode: record.system })
    .length > 0;
