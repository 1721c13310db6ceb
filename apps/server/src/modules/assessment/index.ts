export { type AssessedCheck, type AssessedItem, type Assessment, assess } from './assess.ts';
export { measure } from './measure.ts';
