import type { SQSEvent, SQSMessageAttribute, SQSRecord } from 'aws-lambda';
import { digestOfAttributes, digestOfBody } from '../sqs/digest.ts';
import type { Message } from '../sqs/message.ts';
import type { Queue } from '../sqs/queue.ts';
import { systemAttributes } from '../sqs/system-attributes.ts';

/** The event that Lambda passes to a function. https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export const sqsEvent = (queue: Queue, messages: readonly Message[]): SQSEvent => ({
  Records: messages.map((message) => sqsRecord(queue, message)),
});

function sqsRecord(queue: Queue, message: Message): SQSRecord {
  const digest = digestOfAttributes(message.attributes);
  return {
    messageId: message.id,
    receiptHandle: message.receiptHandle ?? '',
    body: message.body,
    attributes: systemAttributes(message),
    messageAttributes: Object.fromEntries(
      Object.entries(message.attributes).map(([name, attribute]) => [name, lambdaAttribute(attribute)]),
    ),
    ...(digest !== undefined && { md5OfMessageAttributes: digest }),
    md5OfBody: digestOfBody(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: queue.id.region,
  };
}

/** SQS writes names with an upper-case first letter, Lambda with a lower-case one. */
const lambdaAttribute = ({
  DataType,
  StringValue,
  BinaryValue,
}: Message['attributes'][string]): SQSMessageAttribute => ({
  dataType: DataType,
  stringListValues: [],
  binaryListValues: [],
  ...(StringValue !== undefined && { stringValue: StringValue }),
  ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
});
