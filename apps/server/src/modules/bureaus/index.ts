export { divisionRoutes } from './division.routes.ts';
