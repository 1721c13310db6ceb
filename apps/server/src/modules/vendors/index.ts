export { assignSystem } from './assign-system.ts';
export { FIRM_ROLES, type Firm, type FirmRole, firmHoldsRole, getFirm, listFirms } from './firm.store.ts';
export { firmCode } from './register-firm.ts';
export { systemCode } from './register-system.ts';
export { admissionFacts, certificatesOf, getSystem, getSystemInService, runningSystem, type System, systemsRunBy } from './system.store.ts';
export { vendorRoutes } from './vendor.routes.ts';
export { certificateList, firmList, systemList } from './vendor-lists.ts';
export { refuse } from './vendors.errors.ts';
export {
  EFFECTS,
  getWithdrawal,
  insertWithdrawal,
  listWithdrawals,
  lockShared,
  markReinstated,
  markRequested,
  mustBeInService,
  type SharedThing,
  WITHDRAWABLE,
  type Withdrawal,
  withdrawnTimes,
} from './withdrawal.store.ts';
