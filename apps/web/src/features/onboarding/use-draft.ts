import { useEffect, useState } from 'react';
import { Refused } from '../../api/client.ts';
import { useAct } from '../../api/use-api.ts';
import type { Application } from './application.ts';
import { type DraftFields, fieldsOf, holdsMore, onRecord, type Savable, sameContent, savable } from './draft.ts';

const AFTER_MS = 700;

/**
 * A draft that is saved as it is written: whole parts at the server, what is not whole yet in this tab alone (it holds a person's number, and
 * bureau machines are shared), from where it is restored after a reload.
 */
export function useDraft(application: Application) {
  const kept = `anjie.draft.${application.number}`;
  const [fields, setFields] = useState<DraftFields>(() => readKept(kept) ?? fieldsOf(application));
  const [restored] = useState(() => readKept(kept) !== null);
  const [savedAt, setSavedAt] = useState<number | null>(null);
  const act = useAct<unknown>(() => setSavedAt(Date.now()));
  const record = onRecord(application);
  const whole = savable(fields, record);
  const unsaved = !sameContent(whole, record);
  const more = holdsMore(fields, record);
  const refused = act.error instanceof Refused;

  const send = ({ form, system }: Savable, version: number) =>
    act.mutate({ method: 'PATCH', path: `/applications/${application.number}`, version, body: { form, system } });

  useEffect(() => {
    if (more) sessionStorage.setItem(kept, JSON.stringify(fields));
    else sessionStorage.removeItem(kept);
  }, [kept, more, fields]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is sent is read when the pause after the last letter is over
  useEffect(() => {
    if (!unsaved || act.isPending || refused) return;
    const timer = setTimeout(() => send(whole, application.version), AFTER_MS);
    return () => clearTimeout(timer);
  }, [unsaved, act.isPending, refused, fields, application.version]);

  return {
    fields,
    restored,
    savedAt,
    saving: act.isPending,
    unsaved,
    /** something stands in this tab alone, because its part is not whole */
    more,
    error: act.error,
    whole,
    change(next: DraftFields) {
      if (refused) act.reset();
      setFields(next);
    },
    /** after a conflict: what was chosen, on the version that stands now */
    take(chosen: Savable, version: number) {
      setFields(fieldsOf({ form: chosen.form, system: chosen.system === null ? null : { code: chosen.system, name: '', vendor: '' } }));
      send(chosen, version);
    },
  };
}

function readKept(kept: string): DraftFields | null {
  const text = sessionStorage.getItem(kept);
  return text === null ? null : (JSON.parse(text) as DraftFields);
}
