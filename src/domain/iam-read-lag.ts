/** IAM reads lag behind writes, by seconds as a rule: for this long after an event, an audit may not show its credential yet. */
export const IAM_READ_LAG_SECONDS = 2 * 60;

/** What IAM reads still show after this time is certainly there: far longer than they lag. */
export const MAX_IAM_READ_LAG_SECONDS = 15 * 60;
