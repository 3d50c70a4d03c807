import * as v from 'valibot';
import { MAX_TAGS, tagKey, tagValue } from '../contract/tags.ts';
import { invalidParameterValue, invalidValue } from './errors.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_TagQueue.html */
export function checkTags(
  queueName: string,
  current: ReadonlyMap<string, string>,
  added: Readonly<Record<string, string>>,
): void {
  for (const [key, value] of Object.entries(added)) {
    checkTagKey(key);
    const parsed = v.safeParse(tagValue, value);
    if (!parsed.success) throw invalidValue(value, `Tags.${key}`, `${parsed.issues[0].message}.`);
  }
  if (new Set([...current.keys(), ...Object.keys(added)]).size > MAX_TAGS) {
    throw invalidParameterValue(`Too many tags added for queue ${queueName}.`);
  }
}

export function checkTagKey(key: string): void {
  const parsed = v.safeParse(tagKey, key);
  if (!parsed.success) throw invalidValue(key, 'TagKey', `${parsed.issues[0].message}.`);
}
