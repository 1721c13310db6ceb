export { type ImportParts, importRoutes } from './import.routes.ts';
export { type ImportWork, startImports } from './import-work.ts';
export { createSpool, type Spool } from './spool.ts';
