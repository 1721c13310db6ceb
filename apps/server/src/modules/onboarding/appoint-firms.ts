import type { Transition } from '@anjie/rulebook';
import type { Tx } from '../../ground/transaction.ts';
import { type FirmRole, firmHoldsRole, getFirm, listFirms } from '../vendors/index.ts';
import type { Application } from './application.store.ts';
import { refuse } from './onboarding.errors.ts';

/** The firms that a step appoints: the one named, or the only one that holds the role in the province. */
export async function appointFirms(
  tx: Tx,
  application: Application,
  step: Transition,
  named: { readonly partner?: string | undefined; readonly platformVendor?: string | undefined },
): Promise<{ partner_id?: string; platform_vendor_id?: string }> {
  const appointed: { partner_id?: string; platform_vendor_id?: string } = {};
  for (const role of step.appoints) {
    if (role === 'integration-partner') appointed.partner_id = await firmFor(tx, application, role, named.partner, 'body.partner');
    else appointed.platform_vendor_id = await firmFor(tx, application, role, named.platformVendor, 'body.platformVendor');
  }
  return appointed;
}

async function firmFor(tx: Tx, application: Application, role: FirmRole, named: string | undefined, path: string): Promise<string> {
  const code = named ?? (await onlyOne(tx, application, role));
  if (code === null) return refuse('firm-not-appointable', { path, rule: role });
  const firm = await getFirm(tx, code, path);
  if (!(await firmHoldsRole(tx, firm.id, role, application))) return refuse('firm-not-appointable', { path, value: code, rule: role });
  return firm.id;
}

async function onlyOne(tx: Tx, application: Application, role: FirmRole): Promise<string | null> {
  const firms = await listFirms(tx, { prov: application.prov, city: application.city, role, after: null, limit: 2 });
  return firms.length === 1 ? firms[0]!.code : null;
}
