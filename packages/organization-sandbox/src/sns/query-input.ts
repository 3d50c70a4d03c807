import { AwsError } from '../contract/aws-error.ts';
import type { Call } from '../contract/operation.ts';
import type { MessageAttribute, MessageAttributes } from '../sqs/message.ts';

/** The fields of a Query request, by flat names such as `Attributes.entry.1.key`. */
type Fields = Call['input'];

export const invalidParameter = (reason: string): AwsError =>
  new AwsError('InvalidParameter', `Invalid parameter: ${reason}`);

export function optionalField(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' ? value : undefined;
}

export function field(fields: Fields, name: string): string {
  const value = optionalField(fields, name);
  if (!value) throw invalidParameter(name);
  return value;
}

/** The numbers N, sorted, for which the request has a field `<prefix>.N`. */
export function countMembers(fields: Fields, prefix: string): number[] {
  const numbers = Object.keys(fields)
    .filter((name) => name.startsWith(`${prefix}.`))
    .map((name) => Number.parseInt(name.slice(prefix.length + 1), 10));
  return [...new Set(numbers)].filter((number) => number > 0).sort((left, right) => left - right);
}

/** A map such as `Attributes.entry.N.key` / `.value`. */
export function mapField(fields: Fields, name: string): Record<string, string> {
  const prefix = `${name}.entry`;
  return Object.fromEntries(
    countMembers(fields, prefix).map((number) => [
      field(fields, `${prefix}.${number}.key`),
      optionalField(fields, `${prefix}.${number}.value`) ?? '',
    ]),
  );
}

/** `<prefix>MessageAttributes.entry.N.Name`, `.Value.DataType`, `.Value.StringValue`, `.Value.BinaryValue`. */
export function messageAttributes(fields: Fields, prefix = ''): MessageAttributes {
  const entries = `${prefix}MessageAttributes.entry`;
  return Object.fromEntries(
    countMembers(fields, entries).map((number): [string, MessageAttribute] => {
      const at = `${entries}.${number}`;
      return [
        field(fields, `${at}.Name`),
        {
          DataType: field(fields, `${at}.Value.DataType`),
          StringValue: optionalField(fields, `${at}.Value.StringValue`),
          BinaryValue: optionalField(fields, `${at}.Value.BinaryValue`),
        },
      ];
    }),
  );
}
