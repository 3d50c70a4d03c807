/**
 * The contract between the HTTP front of the sandbox and the AWS services behind it.
 *
 * The front finds the service (from the credential scope of the Authorization header), the operation, and who
 * calls; a service finds an `Operation` by name and answers. Services never see HTTP.
 */

interface CallerBase {
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly arn: string;
}

/** Who signed a call. */
export type Caller =
  /** A 12-digit access key id: an administrator role of that account. */
  | (CallerBase & { readonly type: 'admin-role' })
  /** An IAM user's long-term access key. */
  | (CallerBase & { readonly type: 'iam-user'; readonly userName: string })
  /** A root user's own long-term access key. */
  | (CallerBase & { readonly type: 'root-user' })
  /** A session opened by sts:AssumeRoot: root, cut down by its task policy. */
  | (CallerBase & {
      readonly type: 'root-session';
      /** ARN of the task policy. */
      readonly taskPolicy: string;
      readonly issuedAt: Date;
      readonly expiresAt: Date;
    });

/** One authenticated AWS API call. */
export interface Call {
  /** Signing name: `sts`, `iam`, `organizations`, `sqs`, `events`, `sns`, `dynamodb`. */
  readonly service: string;
  readonly operation: string;
  readonly caller: Caller;
  readonly region: string;
  /** The Host header, in lower case and without the port. */
  readonly host: string;
  /** AWS JSON: the parsed body. Query: a flat record of the form's fields. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly requestId: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly now: Date;
  /** Aborted once the caller has hung up before the answer: what would be lost with it had better stay where it is. */
  readonly disconnected?: AbortSignal;
}

/**
 * What an operation answers: a plain object in the shape of AWS's response. The front writes it as JSON or XML
 * (arrays become `<member>` lists, a Map becomes `<entry>` pairs, dates ISO 8601 in XML and epoch seconds in JSON).
 */
export type Answer = Readonly<Record<string, unknown>>;

export type Operation = (call: Call) => Answer | Promise<Answer>;

/** An AWS service of the sandbox: its signing name and its operations by name. */
export interface Service {
  readonly name: string;
  readonly operations: Readonly<Record<string, Operation>>;
}

/** An error in AWS's own words. `code` and `status` are what the wire carries. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  /** Members of the error beside code and message, such as the Reason of a ConstraintViolationException. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, status = 400, members: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'AwsError';
    this.code = code;
    this.status = status;
    this.members = members;
  }
}
