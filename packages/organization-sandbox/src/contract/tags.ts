import * as v from 'valibot';
import { limitedText } from './constraints.ts';
import { object } from './shapes.ts';

/** For each resource, in every service: https://docs.aws.amazon.com/tag-editor/latest/userguide/tagging.html */
export const MAX_TAGS = 50;

const CHARACTERS = '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*';
export const tagKey = v.pipe(
  limitedText({ min: 1, max: 128, pattern: CHARACTERS }),
  v.check((key) => !/^aws:/i.test(key), 'Member must not begin with aws:'),
);
export const tagValue = limitedText({ max: 256, pattern: CHARACTERS });

/** The tags in a request that creates a resource. */
export const tagList = v.optional(
  v.pipe(
    v.array(object({ Key: tagKey, Value: tagValue })),
    v.maxLength(MAX_TAGS, `Member must have length less than or equal to ${MAX_TAGS}`),
    v.check(
      (tags) => new Set(tags.map(({ Key }) => Key)).size === tags.length,
      'Member must not have a key twice',
    ),
  ),
);

/** Adds `Tags`, a list read from the fields `Tags.member.N.Key` and `.Value` of a Query request. */
export function queryTags(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const numbers = Object.keys(fields).flatMap((name) => /^Tags\.member\.(\d+)\./.exec(name)?.[1] ?? []);
  const tags = [...new Set(numbers)].map((number) => ({
    Key: fields[`Tags.member.${number}.Key`],
    Value: fields[`Tags.member.${number}.Value`],
  }));
  return { ...fields, Tags: tags.length === 0 ? undefined : tags };
}
