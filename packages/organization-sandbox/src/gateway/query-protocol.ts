import { XMLBuilder } from 'fast-xml-parser';
import { AwsError } from '../contract/aws-error.ts';
import type { Answer } from '../contract/operation.ts';
import type { Protocol } from './protocol.ts';
import type { Reply } from './reply.ts';

/** Parts of a field's name. No real one has as many: `MessageAttributes.entry.1.Value.DataType` has five. */
const MAX_DEPTH = 20;

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@' });

/**
 * Form-encoded requests, XML responses: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 * @param withEmptyResult operations whose output has no members: they answer with an empty result element, which the AWS CLI needs
 */
export function queryProtocol(xmlNamespace: string, withEmptyResult: readonly string[] = []): Protocol {
  return {
    read(body) {
      const { Action: operation, ...input } = Object.fromEntries(new URLSearchParams(body));
      if (Object.keys(input).some((name) => name.split('.', MAX_DEPTH + 1).length > MAX_DEPTH)) {
        throw new AwsError('MalformedInput', `A field is nested more than ${MAX_DEPTH} levels deep.`);
      }
      if (operation === undefined) throw new AwsError('MissingAction', 'Missing Action', 400);
      return { operation, input };
    },
    writeAnswer: ({ operation }, answer, requestId) =>
      reply(200, requestId, {
        [`${operation}Response`]: {
          '@xmlns': xmlNamespace,
          ...(withEmptyResult.includes(operation)
            ? { [`${operation}Result`]: '' }
            : resultOf(operation, answer)),
          ResponseMetadata: { RequestId: requestId },
        },
      }),
    writeError: ({ code, message, status, members }, requestId) =>
      reply(status, requestId, {
        ErrorResponse: {
          '@xmlns': xmlNamespace,
          Error: {
            Type: status < 500 ? 'Sender' : 'Receiver',
            Code: code,
            Message: xmlText(message),
            ...members,
          },
          RequestId: requestId,
        },
      }),
  };
}

/** Replaces the characters that XML 1.0 does not allow, not even escaped: a message may quote what a caller sent. */
const xmlText = (text: string): string =>
  text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}');

/** An operation without output in AWS's models has no result element. */
const resultOf = (operation: string, answer: Answer) =>
  Object.keys(answer).length === 0 ? {} : { [`${operation}Result`]: toXml(answer) };

function reply(status: number, requestId: string, document: unknown): Reply {
  return {
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    body: builder.build(document),
  };
}

function toXml(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString().replace(/\.\d{3}Z$/, 'Z');
  if (value instanceof Map) {
    return { entry: [...value].map(([key, entry]) => ({ key, value: toXml(entry) })) };
  }
  if (Array.isArray(value)) return value.length === 0 ? '' : { member: value.map(toXml) };
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, toXml(member)]));
}
