/** Jurisdictions that have rules of their own. */
export const PROFILE_CODES = ['100000', '640000', '140500', '130200'] as const;
