import type { Answer, AwsError } from '../contract/operation.ts';

/** An operation and its input, as they came over the wire. */
export interface OperationRequest {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How a service talks: AWS Query or AWS JSON. */
export interface Protocol {
  /** @throws AwsError when the request cannot be read */
  read(body: string, amzTarget: string | undefined): OperationRequest;
  writeAnswer(request: OperationRequest, answer: Answer, requestId: string): Reply;
  writeError(error: AwsError, requestId: string): Reply;
}
