export { alertRoutes } from './alert.routes.ts';
export { alertOfFacts } from './raise-alerts.ts';
export { type Alerts, startAlerts } from './start-alerts.ts';
