import type { Catalogue } from '@anjie/rulebook';
import { z } from 'zod';
import { personName } from '../../ground/clearance.ts';
import type { Tx } from '../../ground/transaction.ts';
import { explain, explanation } from '../admission/index.ts';
import { agreementView, listAgreements } from '../agreements/index.ts';
import { timelineOf } from '../audit/index.ts';
import { clocksOfInstitution, clockView } from '../clocks/index.ts';
import { maskName, maskPhone } from '../disclosure/index.ts';
import {
  amendmentView,
  getInstitution,
  institutionView,
  listAmendments,
  listOperators,
  listServiceAgreements,
  maskedContacts,
} from '../institutions/index.ts';
import { addressView, latestFilings, lineView, terminalView, viewAddress, viewLines, viewTerminals } from '../network/index.ts';
import { applicationSummary, listApplicationsFor } from '../onboarding/index.ts';
import { listOfInstitution, restrictionView, viewsOf } from '../restrictions/index.ts';
import { systemsRunBy } from '../vendors/index.ts';

const instant = z.date().transform((at) => at.toISOString());
const text = z.string().nullable();

/** At most so many of each kind of record; what lies before is read from the record's own list. */
const MOST = 200;
const TIMELINE = 100;

export const dossier = z.object({
  institution: institutionView.extend({ contactName: text, contactPhone: text, legalRepresentative: text }),
  serviceAgreements: z.array(
    z.object({
      number: z.string(),
      year: z.number(),
      validFrom: z.string(),
      validTo: text,
      endedAt: instant.nullable(),
      endedReason: text,
    }),
  ),
  operators: z.array(
    z.object({ id: z.string(), role: z.string(), name: z.string(), phone: text, from: instant, until: instant.nullable() }),
  ),
  agreements: z.array(agreementView),
  systems: z.array(
    z.object({
      system: z.string(),
      name: z.string(),
      release: z.string(),
      vendor: z.string(),
      from: instant,
      until: instant.nullable(),
    }),
  ),
  lines: z.array(lineView),
  addresses: z.array(addressView),
  terminals: z.array(terminalView),
  applications: z.array(applicationSummary),
  restrictions: z.array(restrictionView),
  clocks: z.array(clockView),
  amendments: z.array(amendmentView),
  admission: explanation,
  timeline: z.array(z.object({ at: instant, actor: personName, role: z.string(), event: z.string(), objectKind: text, objectId: text })),
});

/**
 * Everything on record of one institution, in a constant number of queries and one transaction. Persons are masked.
 *
 * @throws not-found, also for an institution of another territory
 */
export async function readDossier(tx: Tx, code: string, catalogue: Catalogue): Promise<z.input<typeof dossier>> {
  const institution = await getInstitution(tx, code);
  const { id } = institution;
  const filings = await latestFilings(tx, id, MOST);
  const of = (subject: string) => filings.filter((filing) => filing.subject === subject);
  const operators = await listOperators(tx, id);
  const contacts = await maskedContacts(tx, id);
  return {
    institution: {
      ...institution,
      contactName: contacts.contactName ?? null,
      contactPhone: contacts.contactPhone ?? null,
      legalRepresentative: contacts.legalRepresentative ?? null,
    },
    serviceAgreements: await listServiceAgreements(tx, id),
    operators: operators.map((one) => ({ ...one, name: maskName(one.name), phone: one.phone === null ? null : maskPhone(one.phone) })),
    agreements: (await listAgreements(tx, id)).slice(0, MOST),
    systems: await systemsRunBy(tx, id),
    lines: await viewLines(tx, of('line')),
    addresses: of('address').map(viewAddress),
    terminals: await viewTerminals(tx, of('terminal')),
    applications: await listApplicationsFor(tx, { institution: code, state: null, open: null, after: null, limit: MOST }),
    restrictions: (await viewsOf(tx, await listOfInstitution(tx, id))).slice(0, MOST),
    clocks: await clocksOfInstitution(tx, id),
    amendments: await listAmendments(tx, { institutionId: id, state: null, after: null, limit: MOST }),
    admission: await explain(tx, code, null, catalogue),
    timeline: await timelineOf(tx, id, TIMELINE),
  };
}
