import * as v from 'valibot';
import { AwsError } from '../contract/aws-error.ts';
import { validationMessage, violationsOf } from '../contract/constraints.ts';
import type { Answer, Call } from '../contract/operation.ts';
import { matching, object, text } from '../contract/shapes.ts';
import type { Organization } from '../world/organization.ts';
import {
  type FunctionRegistry,
  functionArn,
  type LambdaFunction,
  type Mapping,
} from './function-registry.ts';

/** What Lambda's operations work on. */
export interface LambdaContext {
  readonly organization: Organization;
  readonly functions: FunctionRegistry;
}

/** The caller's account and Region. */
export const locationOf = ({ caller, region }: Call) => ({ accountId: caller.accountId, region });

/** A name, an ARN, or the part of an ARN that begins with the account. */
export const functionName = matching(
  /^(arn:aws[a-zA-Z-]*:lambda:)?([a-z]{2}(-[a-z]+)+-\d:)?(\d{12}:)?(function:)?[a-zA-Z0-9-_]{1,64}$/,
  'Member must be the name or the ARN of a function',
);

export const ofFunction = { FunctionName: functionName };
export const ofMapping = { UUID: text };

/** @throws AwsError InvalidParameterValueException */
export function parseRequest<const Entries extends v.ObjectEntries>(entries: Entries, { input }: Call) {
  const parsed = v.safeParse(object(entries), input);
  if (parsed.success) return parsed.output;
  throw invalidParameter(validationMessage(violationsOf(parsed.issues)));
}

export const invalidParameter = (message: string) => new AwsError('InvalidParameterValueException', message);

const notFound = (message: string) => new AwsError('ResourceNotFoundException', message, 404);

export const arnOf = (call: Call, nameOrArn: string): string =>
  functionArn(locationOf(call), nameOrArn.split(':').at(-1) ?? nameOrArn);

/** @throws AwsError ResourceNotFoundException */
export function requireFunction({ functions }: LambdaContext, call: Call, nameOrArn: string): LambdaFunction {
  const arn = nameOrArn.startsWith('arn:') ? nameOrArn : arnOf(call, nameOrArn);
  const found = arn === arnOf(call, nameOrArn) ? functions.get(arn) : undefined;
  if (found === undefined) throw notFound(`Function not found: ${arn}`);
  return found;
}

/** @throws AwsError ResourceNotFoundException */
export function requireMapping({ functions }: LambdaContext, call: Call, id: string): Mapping {
  const found = functions.mappings(locationOf(call)).find((mapping) => mapping.id === id);
  if (found === undefined) throw notFound('The resource you requested does not exist.');
  return found;
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html */
export const describedFunction = (described: LambdaFunction): Answer => ({
  FunctionName: described.name,
  FunctionArn: described.arn,
  Runtime: described.runtime,
  Role: described.role,
  Handler: described.handler,
  CodeSize: described.codeBytes,
  Description: described.description,
  Timeout: described.timeoutSeconds,
  MemorySize: described.memoryMegabytes,
  LastModified: described.changedAt.toISOString().replace('Z', '+0000'),
  CodeSha256: described.codeSha256,
  Version: '$LATEST',
  Environment: { Variables: described.environment },
  RevisionId: described.revisionId,
  State: 'Active',
  LastUpdateStatus: 'Successful',
  PackageType: 'Zip',
});

/** https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html */
export const describedMapping = (mapping: Mapping): Answer => ({
  UUID: mapping.id,
  EventSourceMappingArn: mapping.arn,
  EventSourceArn: mapping.eventSourceArn,
  FunctionArn: mapping.functionArn,
  BatchSize: mapping.batchSize,
  MaximumBatchingWindowInSeconds: mapping.batchingWindowSeconds,
  ...(mapping.maximumConcurrency !== undefined && {
    ScalingConfig: { MaximumConcurrency: mapping.maximumConcurrency },
  }),
  State: mapping.isEnabled ? 'Enabled' : 'Disabled',
  StateTransitionReason: 'USER_INITIATED',
  LastModified: mapping.changedAt,
});
