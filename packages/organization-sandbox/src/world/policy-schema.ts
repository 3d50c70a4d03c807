import * as v from 'valibot';
import { isJsonObject } from '../contract/json.ts';
import { matching, strictObject, text } from '../contract/shapes.ts';
import {
  ORGANIZATION_POLICY_TYPES,
  organizationPolicySchema,
  POLICY_LIMITS,
} from '../policy/organization-policy.ts';

const policyType = v.picklist(ORGANIZATION_POLICY_TYPES);

/** A policy of the organization. Its content stays as it is written: that it is a document of its type is only checked. */
export const policySchema = v.pipe(
  strictObject({
    id: matching(/^p-[0-9a-zA-Z_]{8,128}$/, 'expected an id such as p-examplepolicyid'),
    name: v.pipe(text, v.maxLength(128)),
    description: v.optional(v.pipe(v.string(), v.maxLength(512)), ''),
    type: policyType,
    content: v.unknown(),
    targets: v.array(
      matching(
        /^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|\d{12})$/,
        'expected the root (r-ab12), an organizational unit (ou-ab12-cdef3456) or an account of 12 digits',
      ),
    ),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    const entry: unknown = dataset.value;
    if (!isJsonObject(entry)) return;
    for (const { message, path = [] } of issuesOfContent(entry)) {
      const content: v.IssuePathItem = {
        type: 'object',
        origin: 'value',
        input: entry,
        key: 'content',
        value: entry.content,
      };
      addIssue({ message, path: [content, ...path] });
    }
  }),
);

type ContentIssue = Pick<v.BaseIssue<unknown>, 'message'> & { readonly path?: readonly v.IssuePathItem[] };

/** Everything that is wrong with a document; nothing if it cannot be told, as the entry lacks it or its type. */
function issuesOfContent({
  type: given,
  content,
}: Readonly<Record<string, unknown>>): readonly ContentIssue[] {
  const type = v.safeParse(policyType, given);
  if (!type.success || content === undefined) return [];
  const { maxCharacters } = POLICY_LIMITS[type.output];
  const characters = JSON.stringify(content).length;
  const tooLong =
    characters > maxCharacters
      ? [{ message: `has ${characters} characters; a policy of this type has at most ${maxCharacters}` }]
      : [];
  const parsed = v.safeParse(organizationPolicySchema(type.output), content);
  const invalid = (parsed.issues ?? []).map(({ message, path }) => ({ message, path: path ?? [] }));
  return [...tooLong, ...invalid];
}
