export type StartErrorCode = 'invalid-world-file' | 'cannot-listen';

/** The sandbox cannot start for a reason that the person who starts it can fix. The message names every issue. */
export class StartError extends Error {
  readonly code: StartErrorCode;
  /** What the issues are about, such as `world file org.json` or `127.0.0.1:4599`. */
  readonly subject: string;
  readonly issues: readonly string[];

  constructor(code: StartErrorCode, subject: string, issues: readonly string[]) {
    super(`${subject}: ${issues.join('; ')}`);
    this.name = 'StartError';
    this.code = code;
    this.subject = subject;
    this.issues = issues;
  }
}
