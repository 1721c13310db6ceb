import type { Environment, FactPart } from '@anjie/admission';
import type { Tx } from '../../ground/transaction.ts';
import { withdrawnTimes } from '../vendors/index.ts';
import { networkFacts } from './network-facts.ts';

/** Lines, carriers' bindings, addresses and terminals of any number of institutions: three queries. */
export async function admissionFacts(tx: Pick<Tx, 'db'>, ids: readonly string[]): Promise<FactPart[]> {
  const filings = await tx.db
    .selectFrom('filing')
    .select([
      'id',
      'institution_id',
      'prov',
      'city',
      'subject',
      'target_id',
      'carrier_id',
      'subscriber',
      'environment',
      'ip',
      'mac',
      'accepted_at',
      'ended_at',
    ])
    .where('institution_id', 'in', [...ids])
    .where('accepted_at', 'is not', null)
    .where('act', '<>', 'cancel')
    .orderBy('id')
    .execute();
  const bindings = await tx.db
    .selectFrom('line_binding')
    .select(['id', 'institution_id', 'filing_id', 'carrier_id', 'ip', 'mac', 'bound_at', 'ended_at'])
    .where('institution_id', 'in', [...ids])
    .orderBy('id')
    .execute();
  const carriers = filings.flatMap((filing) => filing.carrier_id ?? []);
  const withdrawnIn = await withdrawnTimes(tx, 'carrier', carriers);
  const targets = new Map(filings.map((filing) => [filing.id, filing.target_id]));
  const rootOf = (id: string): string => {
    const target = targets.get(id) ?? null;
    return target === null ? id : rootOf(target);
  };
  const bindingsOf = Map.groupBy(bindings, (binding) => binding.institution_id);
  return [...Map.groupBy(filings, (filing) => filing.institution_id)].map(([institution, own]) => {
    const of = (subject: string) =>
      own
        .filter((filing) => filing.subject === subject)
        .map((filing) => ({ ...filing, from: filing.accepted_at!.getTime(), until: filing.ended_at?.getTime() ?? null }));
    const withdrawn = [...new Set(own.flatMap((filing) => filing.carrier_id ?? []))].flatMap((carrier) =>
      withdrawnIn(carrier, own[0]!).map((hole) => ({ ...hole, carrier })),
    );
    return {
      institution,
      ...networkFacts({
        withdrawn,
        lines: of('line').map(({ id, from, until, carrier_id, subscriber }) => ({
          id,
          root: rootOf(id),
          carrier: carrier_id,
          subscriber,
          from,
          until,
        })),
        addresses: of('address').map(({ id, from, until, ip, environment }) => ({
          id,
          ip: ip!,
          environment: environment as Environment,
          from,
          until,
        })),
        terminals: of('terminal').map(({ id, from, until, ip, mac }) => ({ id, ip: ip!, mac: mac!, from, until })),
        bindings: (bindingsOf.get(institution) ?? []).map((binding) => ({
          id: binding.id,
          root: rootOf(binding.filing_id),
          carrier: binding.carrier_id,
          ip: binding.ip,
          mac: binding.mac,
          from: binding.bound_at.getTime(),
          until: binding.ended_at?.getTime() ?? null,
        })),
      }),
    };
  });
}
