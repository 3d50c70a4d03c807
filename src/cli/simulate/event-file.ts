import * as v from 'valibot';

/**
 * A record as CloudTrail's event history shows it, without the envelope that EventBridge puts around it.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
const bareRecord = v.looseObject({
  eventSource: v.pipe(v.string(), v.regex(/^[a-z0-9-]+\.amazonaws\.com$/)),
  eventName: v.string(),
  recipientAccountId: v.optional(v.string()),
  eventTime: v.optional(v.string()),
  awsRegion: v.optional(v.string()),
});

/** The body of the SQS message with the event. A CloudTrail record gets an EventBridge envelope; other texts are unchanged. */
export function messageBody(text: string): string {
  const record = v.safeParse(bareRecord, parseJson(text));
  if (!record.success) return text;
  const { eventSource, recipientAccountId, eventTime, awsRegion } = record.output;
  return JSON.stringify({
    source: `aws.${eventSource.replace('.amazonaws.com', '')}`,
    account: recipientAccountId,
    time: eventTime,
    region: awsRegion,
    detail: record.output,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
