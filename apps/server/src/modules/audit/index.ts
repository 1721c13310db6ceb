export { GENESIS } from '@anjie/audit-trail';
export { type AuditGroup, appendAudit, createAuditGroup } from './append-audit.ts';
export { type AuditParts, auditRoutes } from './audit.routes.ts';
export { timelineOf } from './audit.store.ts';
export { auditKey } from './audit-key.ts';
export { auditWindow } from './checkpoint.store.ts';
export { openAuditTrail } from './open-trail.ts';
export { filePlace, type SecondPlace, syslogPlace, webhookPlace } from './second-place.ts';
