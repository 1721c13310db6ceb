import type { TestSystem } from '@anjie/test-system';
import type { InProcess } from './in-process.ts';
import { plantInstitutions } from './in-process.ts';

export interface AgreementDates {
  readonly year: number;
  readonly validFrom: string;
  readonly validTo: string | null;
}

const OF_2026: AgreementDates = { year: 2026, validFrom: '2026-01-01', validTo: null };

/**
 * A pharmacy with every fact that NX asks for, written by plain SQL as the accepted filings, the carrier's binding and the agreeing feedback
 * would have left them. The n-th has address 10.64.1.n.
 */
export async function plantAdmitted(
  system: TestSystem,
  within: InProcess,
  n: number,
  agreement: AgreementDates = OF_2026,
): Promise<{ id: string; code: string; ip: string }> {
  const [id] = await plantInstitutions(system, within, 1, n);
  const ip = `10.64.1.${n}`;
  const mac = `02:00:00:00:00:${n.toString(16).padStart(2, '0')}`;
  const place = `i.id, i.prov, i.city, i.div`;
  const from = `from institution i, firm f where i.id = $1 and f.code = 'carrier-a'`;
  await system.query(
    `insert into service_agreement (id, institution_id, prov, city, div, number, year, valid_from, valid_to, recorded_at, recorded_by)
     select uuidv7(), ${place}, 'S', $2, $3::date, $4::date, now(), uuidv7() ${from}`,
    [id, agreement.year, agreement.validFrom, agreement.validTo],
  );
  const filing = (subject: string, number: string, columns: string, values: string) =>
    system.query(
      `insert into filing (id, number, subject, act, institution_id, prov, city, div, institution_code, state, filed_at, filed_by, filed_by_role,
         accepted_at, accepted_by, ${columns})
       select uuidv7(), '${number}', '${subject}', 'apply', ${place}, i.code, 'accepted', now(), uuidv7(), 'institution', now(), uuidv7(), ${values} ${from}`,
      [id],
    );
  await filing('line', `L${n}`, 'line_kind, carrier_id, agreement_number, agreement_year', `'dedicated', f.id, 'S', ${agreement.year}`);
  await filing('address', `A${n}`, 'ip, environment', `'${ip}', 'production'`);
  await filing('terminal', `T${n}`, 'ip, mac', `'${ip}', '${mac}'`);
  await system.query(
    `insert into line_binding (id, filing_id, carrier_id, institution_id, prov, city, div, ip, mac, bound_at, bound_by)
     select uuidv7(), l.id, f.id, ${place}, $2, $3, now(), uuidv7() from institution i, firm f, filing l
     where i.id = $1 and f.code = 'carrier-a' and l.institution_id = i.id and l.subject = 'line'`,
    [id, ip, mac],
  );
  // The consent came with the census of what was connected before (NX-20(末2)): asked for by one, accepted by another.
  await system.query(
    `with census as (
       insert into census_record (id, institution_id, prov, city, div, connected_on, reason, stated, requested_by, requested_by_name, requested_at,
         digest, decided_by, decided_by_name, decided_at, accepted)
       select uuidv7(), ${place}, '2020-01-01', '此前已接入', false, uuidv7(), '甲', now(), repeat('0', 64), uuidv7(), '乙', now(), true ${from}
       returning *)
     insert into admission_grant (id, institution_id, prov, city, div, kind, source_kind, census_id, clause, stated, begun_at, requested_by, granted_by)
     select uuidv7(), institution_id, prov, city, div, 'connection-consent', 'census', id, 'NX-20(3)', true, now(), requested_by, decided_by from census`,
    [id],
  );
  await within.transactor.asSystem('planting', async (tx) => {
    await tx.touch([id!]);
    tx.audit({ event: 'institution-planted', object: null });
  });
  const [row] = await system.query<{ code: string }>('select code from institution where id = $1', [id]);
  return { id: id!, code: row!.code, ip };
}
