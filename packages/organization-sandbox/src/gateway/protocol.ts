import type { AwsError } from '../contract/aws-error.ts';
import type { Answer } from '../contract/operation.ts';
import type { Reply } from './reply.ts';

/** An operation and its input, as the caller sent them. */
export interface OperationRequest {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What of an HTTP request may name the operation, or be part of its input. */
export interface RequestLine {
  readonly method: string;
  /** Without the query string. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly amzTarget: string | undefined;
}

/** A wire protocol: AWS Query, AWS JSON or REST with JSON. */
export interface Protocol {
  /** @throws AwsError when the request cannot be read */
  read(body: string, line: RequestLine): OperationRequest;
  writeAnswer(request: OperationRequest, answer: Answer, requestId: string): Reply;
  writeError(error: AwsError, requestId: string): Reply;
}
