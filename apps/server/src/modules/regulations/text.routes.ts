import { type Catalogue, type Coverage, coverage } from '@anjie/rulebook';
import { z } from 'zod';
import { refuse as refuseCommon } from '../../ground/refusal.ts';
import { type Access, type Route, route } from '../../ground/route.ts';

const textView = z.object({
  text: z.string(),
  title: z.string(),
  number: z.string().nullable(),
  jurisdiction: z.string(),
  inForceFrom: z.string().nullable(),
  bindsBySignature: z.boolean(),
  clauses: z.number(),
});

const who = z.object({ who: z.string(), stated: z.boolean() }).nullable();

const clauseView = z.object({
  id: z.string(),
  title: z.string(),
  words: z.string(),
  within: z.string().nullable(),
  kinds: z.array(z.string()),
  addressee: z.array(z.string()),
  modality: z.array(z.string()),
  deadline: z.array(z.object({ amount: z.number(), unit: z.string(), stated: z.boolean() })),
  decidedBy: who,
  confirmedBy: who,
  /** a slip of the source, which is quoted as it stands */
  erratum: z.string().nullable(),
  /** what the text leaves open */
  unstated: z.string().nullable(),
  controls: z.array(z.object({ name: z.string(), kinds: z.array(z.string()) })),
  /** titles of the tests that prove them */
  tests: z.array(z.string()),
  planned: z.array(z.object({ kind: z.string(), by: z.string() })),
});

/** The texts as they stand, and beside each clause what this software does about it (`anjie regulations coverage` as a page). */
export function textRoutes({ catalogue, root }: { readonly catalogue: Catalogue; readonly root: string }, access: Access): Route[] {
  // Reads every test file of the project: once, when the first reader asks.
  let known: Coverage | undefined;
  return [
    route({
      method: 'GET',
      path: '/regulations/texts',
      summary: { zh: '法规目录', en: 'The texts of the law that are held' },
      access,
      query: z.strictObject({ after: z.string().max(10).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
      output: z.object({ texts: z.array(textView), next: z.string().nullable() }),
      refusals: [],
      handler: async (_, { query }) => {
        const later = [...catalogue.texts.values()]
          .filter((one) => query.after === undefined || one.text > query.after)
          .sort((a, b) => (a.text < b.text ? -1 : 1));
        const texts = later.slice(0, query.limit).map((one) => ({
          ...one,
          clauses: [...catalogue.clauses.values()].filter((clause) => clause.text === one.text).length,
        }));
        return { texts, next: later.length > query.limit ? texts.at(-1)!.text : null };
      },
    }),
    route({
      method: 'GET',
      path: '/regulations/texts/:text',
      summary: { zh: '法规全文与逐条控制', en: 'A text clause by clause, with the controls of each' },
      access,
      params: z.strictObject({ text: z.string().max(10) }),
      output: z.object({ text: z.string(), title: z.string(), number: z.string().nullable(), clauses: z.array(clauseView) }),
      refusals: [],
      handler: async (_, { params }) => {
        const text = catalogue.texts.get(params.text as never);
        if (text === undefined) return refuseCommon('not-found', { path: 'params.text', value: params.text });
        known ??= coverage(root);
        return { text: text.text, title: text.title, number: text.number, clauses: clausesOf(catalogue, text.text, known) };
      },
    }),
  ];
}

function clausesOf(catalogue: Catalogue, text: string, known: Coverage): z.input<typeof clauseView>[] {
  const covered = new Map(known.clauses.map((one) => [one.id, one]));
  return [...catalogue.clauses.values()]
    .filter((clause) => clause.text === text)
    .map((clause) => {
      const coverageOfClause = covered.get(clause.id);
      return {
        id: clause.id,
        title: clause.title,
        words: clause.words,
        within: clause.within ?? null,
        kinds: [...clause.kinds],
        addressee: [...clause.addressee],
        modality: [...clause.modality],
        deadline: clause.deadline.map(({ amount, unit, stated }) => ({ amount, unit, stated })),
        decidedBy: clause.decidedBy ?? null,
        confirmedBy: clause.confirmedBy ?? null,
        erratum: clause.erratum ?? null,
        unstated: clause.unstated ?? null,
        controls: coverageOfClause?.controls.map(({ name, kinds }) => ({ name, kinds: [...kinds] })) ?? [],
        tests: coverageOfClause?.tests.map((test) => test.title) ?? [],
        planned: coverageOfClause?.planned.map(({ kind, by }) => ({ kind, by })) ?? [],
      };
    });
}
