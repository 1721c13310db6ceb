import { REFUSALS } from './generated/refusals.generated.ts';
import { ROUTES } from './generated/routes.generated.ts';

export { REFUSALS, ROUTES };

/** A stable code of a refusal: `code` of problem+json. */
export type RefusalCode = keyof typeof REFUSALS;

/** An operation of the API: `operationId` of openapi.json. */
export type Operation = keyof typeof ROUTES;
