import type { IncomingMessage } from 'node:http';
import { AwsError } from '../contract/aws-error.ts';

/** More than any API of the sandbox accepts: SQS and EventBridge accept 1 MiB. */
const MAX_BODY_BYTES = 2 * 1024 * 1024;

/** @throws AwsError RequestEntityTooLarge */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      throw new AwsError('RequestEntityTooLarge', `The body is larger than ${MAX_BODY_BYTES} bytes.`, 413);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
