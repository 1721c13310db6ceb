export { type OverviewParts, overviewRoutes } from './overview.routes.ts';
