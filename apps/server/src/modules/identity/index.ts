export { findActor } from './find-actor.ts';
export { identityRoutes } from './identity.routes.ts';
export { hashPassword, type PasswordRule, SILENT_TEXT } from './password.ts';
export { authenticate } from './sessions.ts';
