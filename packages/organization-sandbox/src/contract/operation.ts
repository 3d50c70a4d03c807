/*
 * What the gateway and the AWS services behind it agree on. The gateway finds the service (from the credential scope of
 * the Authorization header), the operation, and the caller; a service finds an `Operation` by name and answers. Services
 * never see HTTP.
 */

interface CallerBase {
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly arn: string;
}

/** Temporary credentials of a user, from sts:GetSessionToken. */
interface UserSession {
  readonly issuedAt: Date;
  /** Without MFA the session may not call IAM. */
  readonly isMfaAuthenticated: boolean;
}

/** Who signed a call. */
export type Caller =
  /** A 12-digit access key id, alone or with the name of a role: an administrator role of that account. */
  | (CallerBase & { readonly type: 'admin-role'; readonly roleName: string })
  /** An IAM user's long-term access key, or a session of it. */
  | (CallerBase & { readonly type: 'iam-user'; readonly userName: string; readonly session?: UserSession })
  /** A root user's own long-term access key, or a session of it: unlike in one of sts:AssumeRoot it is not restricted. */
  | (CallerBase & { readonly type: 'root-user'; readonly session?: UserSession })
  /** A session opened by sts:AssumeRoot: root, restricted by its task policy. */
  | (CallerBase & {
      readonly type: 'root-session';
      /** ARN of the task policy. */
      readonly taskPolicy: string;
      readonly issuedAt: Date;
      readonly expiresAt: Date;
    });

/** One authenticated AWS API call. */
export interface Call {
  /** Signing name, such as `sts` or `events`: a key of `gateway/service-protocols.ts`. */
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
  /** Aborted when the caller disconnects before the answer is sent. An operation must not hand out what would then be lost. */
  readonly disconnected?: AbortSignal;
}

/**
 * The answer of an operation: a plain object in the shape of AWS's response. The gateway writes it as JSON or XML
 * (arrays become `<member>` lists, a Map becomes `<entry>` pairs, dates ISO 8601 in XML and epoch seconds in JSON).
 */
export type Answer = Readonly<Record<string, unknown>>;

export type Operation = (call: Call) => Answer | Promise<Answer>;

/** An AWS service of the sandbox: its signing name and its operations by name. */
export interface Service {
  readonly name: string;
  readonly operations: Readonly<Record<string, Operation>>;
}
