import type { GetCallerIdentityCommandOutput, STSClientResolvedConfig } from '@aws-sdk/client-sts';
import type { Client } from '@smithy/core/client';

/** What a call of the SDK was, and what it was about. */
export interface CallContext {
  /** As IAM names the action, such as `dynamodb:Query`. */
  readonly call: string;
  /** Such as `table rootguard-ledger`, or `profile audit` where it gave no credentials; undefined where the call has no such target. */
  readonly resource: string | undefined;
}

type Answer = Pick<GetCallerIdentityCommandOutput, '$metadata'>;
type Stack<Input extends object, Output extends Answer> = Client<
  object,
  Input,
  Output,
  STSClientResolvedConfig
>['middlewareStack'];

/** An error is an object of the SDK's own, so what is known of it is kept beside it. */
const calls = new WeakMap<object, CallContext>();

/**
 * From now on every error of the client is known by its call and its target: DynamoDB's "Requested resource not found"
 * names neither.
 * @param profile of the AWS configuration files, where one is asked for
 */
export function recordCallContext<Input extends object, Output extends Answer>(
  client: { readonly middlewareStack: Stack<Input, Output> },
  profile?: string,
): void {
  client.middlewareStack.add(
    (next, { clientName = '', commandName = '' }) =>
      async (args) => {
        try {
          return await next(args);
        } catch (error) {
          if (error instanceof Error) {
            // Without credentials there was no call, and nothing that it could have been about.
            const noCredentials = NO_CREDENTIALS.includes(error.name);
            const resource = noCredentials ? profile && `profile ${profile}` : resourceIn(args.input);
            calls.set(error, { call: callOf(clientName, commandName), resource });
          }
          throw error;
        }
      },
    { step: 'initialize', name: 'rememberCall', priority: 'high' },
  );
}

/** Undefined for an error that no client of `recordCallContext` threw. */
export function callContextOf(error: unknown): CallContext | undefined {
  return typeof error === 'object' && error !== null ? calls.get(error) : undefined;
}

const NO_CREDENTIALS: readonly string[] = ['CredentialsProviderError', 'TokenProviderError'];

/** IAM's prefixes, where they are not the name of the client in lower case. */
const PREFIXES: Readonly<Record<string, string>> = { EventBridge: 'events' };

function callOf(clientName: string, commandName: string): string {
  const service = clientName.replace(/Client$/, '');
  return `${PREFIXES[service] ?? service.toLowerCase()}:${commandName.replace(/Command$/, '')}`;
}

/** What a call may be about, by the name of its input. Of a URL or an ARN its last part is the name. */
const RESOURCES: readonly (readonly [input: string, kind: string])[] = [
  ['TableName', 'table'],
  ['QueueUrl', 'queue'],
  ['QueueName', 'queue'],
  ['SourceArn', 'queue'],
  ['TopicArn', 'topic'],
  ['EventBusName', 'event bus'],
  ['StackSetName', 'StackSet'],
];

function resourceIn(input: object): string | undefined {
  const fields = new Map<string, unknown>(Object.entries(input));
  for (const [name, kind] of RESOURCES) {
    const value = fields.get(name);
    if (typeof value === 'string') return `${kind} ${value.split(/[/:]/).at(-1)}`;
  }
  return undefined;
}
