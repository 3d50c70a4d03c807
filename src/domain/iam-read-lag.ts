/** IAM reads lag behind writes, by seconds as a rule: for this long after an event, an audit may not show its credential yet. */
export const IAM_READ_LAG_SECONDS = 2 * 60;

/** IAM reads never lag for so long: a credential that they still show this long after its removal is there. */
export const MAX_IAM_READ_LAG_SECONDS = 15 * 60;
