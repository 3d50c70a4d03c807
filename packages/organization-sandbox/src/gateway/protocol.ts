import type { AwsError } from '../contract/aws-error.ts';
import type { Answer } from '../contract/operation.ts';
import type { Reply } from './reply.ts';

/** An operation and its input, as the caller sent them. */
export interface OperationRequest {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A wire protocol: AWS Query or AWS JSON. */
export interface Protocol {
  /** @throws AwsError when the request cannot be read */
  read(body: string, amzTarget: string | undefined): OperationRequest;
  writeAnswer(request: OperationRequest, answer: Answer, requestId: string): Reply;
  writeError(error: AwsError, requestId: string): Reply;
}
