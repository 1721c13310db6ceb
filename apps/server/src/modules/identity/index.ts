export { OFFICERS } from './account.store.ts';
export { type AccountCare, startAccountCare } from './account-care.ts';
export { type Authenticate, authenticator } from './authenticate.ts';
export { findActor } from './find-actor.ts';
export { identityRoutes } from './identity.routes.ts';
export type { Identity, IdentityLaw } from './identity.ts';
export { codeDigest, newCode } from './one-time-code.ts';
export { hashPassword, NO_PASSWORD, SILENT_TEXT } from './password.ts';
export { signatureAuthenticator } from './signed-request.ts';
