export { bureauCodeTaken, countBureausBelow, endDivisions, findBureauOf, foundDivision, lockBureaus } from './bureau.store.ts';
export { divisionRoutes } from './division.routes.ts';
export {
  type DivisionChange,
  getDivisionChange,
  isChanging,
  listDivisionChanges,
  lockDueDivisionChanges,
  markCarriedOut,
} from './division-change.store.ts';
