export { identityRoutes, type PasswordRule } from './identity.routes.ts';
export { hashPassword } from './password.ts';
export { authenticate } from './sessions.ts';
