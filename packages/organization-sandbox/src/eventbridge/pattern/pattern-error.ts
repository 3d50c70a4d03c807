/** What is wrong with an event pattern. The parser catches it and returns its message. */
export class PatternError extends Error {}
