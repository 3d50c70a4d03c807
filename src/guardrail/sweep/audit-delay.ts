/**
 * How long after its request an audit starts. The exception or the grace has ended for it then, even if its clock is behind, and the
 * request's own record is cleared.
 */
export const AUDIT_DELAY_SECONDS = 60;
