import type { TestSystem } from '@anjie/test-system';

/** The passed report of a joint test with its frozen run, as the owner writes them: for tests whose matter is what follows from it. */
export async function plantReport(system: TestSystem, number: string): Promise<void> {
  await system.query(
    `with closed as (update test_report set replaced_at = now() where replaced_at is null and application_id = (select id from application where number = $1)),
       voided as (update report_seal set voided_at = now() where voided_at is null and application_id = (select id from application where number = $1)),
       report as (
         insert into test_report (id, application_id, institution_id, prov, city, div, vendor_id, platform_vendor_id, partner_id, passed, report, sm3, recorded_by, recorded_at)
         select gen_random_uuid(), id, institution_id, prov, city, div, vendor_id, platform_vendor_id, partner_id, true, '{}',
           repeat(md5(gen_random_uuid()::text), 2), id, now()
         from application where number = $1 returning *)
     insert into frozen_run (id, application_id, institution_id, prov, city, div, vendor_id, platform_vendor_id, partner_id, report_id, sm3, campaign, run, share,
       document, signature, public_key, frozen_at, verified_by, verified_at)
     select gen_random_uuid(), application_id, institution_id, prov, city, div, vendor_id, platform_vendor_id, partner_id, id, sm3, gen_random_uuid(), 1, 1,
       '{}', '', '', now(), recorded_by, now() from report`,
    [number],
  );
}
