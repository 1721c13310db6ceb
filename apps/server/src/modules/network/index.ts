import type { Route } from '../../ground/route.ts';
import { exceptionRoutes } from './exception.routes.ts';
import { lineRoutes } from './line.routes.ts';
import { terminalRoutes } from './terminal.routes.ts';

export { admissionFacts } from './admission-facts.ts';
export { institutionsAt, institutionsServedBy, latestFilings, listFilings } from './filing.store.ts';
export { addressView, lineView, terminalView, viewAddress, viewLines, viewTerminals } from './filing.views.ts';
export { type NetworkRecords, networkFacts } from './network-facts.ts';
export { addressList, exceptionList, lineList, terminalList } from './network-lists.ts';
export { addressSheet, lineSheet, terminalSheet } from './network-sheets.ts';

export const networkRoutes: readonly Route[] = [...lineRoutes, ...terminalRoutes, ...exceptionRoutes];
