export { integrationRoutes } from './integration.routes.ts';
export { type TestBed, testBed } from './test-bed.ts';
