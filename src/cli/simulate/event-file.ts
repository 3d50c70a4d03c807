import { z } from 'zod';

/**
 * A record as CloudTrail's event history shows it, without the envelope that EventBridge puts around it.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
const bareRecord = z.looseObject({
  eventSource: z.string().regex(/^[a-z0-9-]+\.amazonaws\.com$/),
  eventName: z.string(),
  recipientAccountId: z.string().optional(),
  eventTime: z.string().optional(),
  awsRegion: z.string().optional(),
});

/** The body of the message that the event would arrive as. A bare record gets its envelope; all else stays as it is. */
export function messageBody(text: string): string {
  const record = bareRecord.safeParse(parseJson(text));
  if (!record.success) return text;
  const { eventSource, recipientAccountId, eventTime, awsRegion } = record.data;
  return JSON.stringify({
    source: `aws.${eventSource.replace('.amazonaws.com', '')}`,
    account: recipientAccountId,
    time: eventTime,
    region: awsRegion,
    detail: record.data,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
