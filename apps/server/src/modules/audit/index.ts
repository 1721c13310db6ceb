export { type AuditGroup, appendAudit, createAuditGroup } from './append-audit.ts';
export { auditRoutes } from './audit.routes.ts';
export { GENESIS, timelineOf } from './audit.store.ts';
