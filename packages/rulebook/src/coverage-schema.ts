/** The form of regulations/controls.yaml and regulations/planned.yaml. */
import { z } from 'zod';
import { KINDS } from './catalogue-schema.ts';
import { clauseId } from './said.ts';

const kinds = z.array(z.enum(KINDS)).min(1);

export const controlFile = z.strictObject({
  controls: z.array(
    z.strictObject({
      name: z.string().min(1),
      /** the file that executes it, from the project's root */
      file: z.string().min(1),
      clauses: z.array(clauseId).min(1),
      kinds,
      /** exact titles of tests that fail without it */
      tests: z.array(z.string().min(1)).min(1),
    }),
  ),
});

/** The work that will empty it → clause → kinds. */
export const plannedFile = z.strictObject({ planned: z.record(z.string().min(1), z.record(clauseId, kinds)) });

export type Control = z.output<typeof controlFile>['controls'][number];
