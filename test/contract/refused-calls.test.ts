import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { failureIn } from '../../src/aws/aws-call.ts';
import { readCaller } from '../../src/aws/caller.ts';
import { type AwsClients, createAwsClients } from '../../src/aws/clients.ts';
import { createBreaker } from '../../src/aws/dynamodb/breaker.ts';
import { createExceptionReader } from '../../src/aws/dynamodb/exception-reader.ts';
import { createExceptionWatch } from '../../src/aws/dynamodb/exception-watch.ts';
import { createRequestedScopes } from '../../src/aws/dynamodb/requested-scopes.ts';
import { createSentNotifications } from '../../src/aws/dynamodb/sent-notifications.ts';
import { createSweepProgressStore } from '../../src/aws/dynamodb/sweep-progress.ts';
import { createInspectionClients } from '../../src/aws/inspection/clients.ts';
import { createInspector } from '../../src/aws/inspection/inspector.ts';
import { createRuleSwitch } from '../../src/aws/inspection/rules.ts';
import { createNotifier } from '../../src/aws/notifications/notifier.ts';
import { createAccountDirectory } from '../../src/aws/organizations/account-directory.ts';
import { createAccountLister } from '../../src/aws/organizations/account-lister.ts';
import { readOrganization } from '../../src/aws/organizations/organization-reader.ts';
import { createRootAccessReader, createRootAccessSwitch } from '../../src/aws/organizations/root-access.ts';
import { createUnitFinder } from '../../src/aws/organizations/unit-finder.ts';
import { createProfileSts, createRoleAssumers } from '../../src/aws/profile-credentials.ts';
import { createRootAuditor } from '../../src/aws/root-session/root-auditor.ts';
import { readInventory } from '../../src/aws/root-session/root-inventory.ts';
import { createRootRecoverer } from '../../src/aws/root-session/root-recoverer.ts';
import { createRootRemover } from '../../src/aws/root-session/root-remover.ts';
import { createRootSessions, type OpenRootSession } from '../../src/aws/root-session/root-session.ts';
import { createDeadLetterQueue, createResender } from '../../src/aws/sqs/dead-letter-queue.ts';
import { createMessageBackoff } from '../../src/aws/sqs/message-backoff.ts';
import { createQueueInspector } from '../../src/aws/sqs/queue-inspector.ts';
import { readQueueUrl } from '../../src/aws/sqs/queue-url.ts';
import { createSweepQueue } from '../../src/aws/sqs/sweep-queue.ts';
import { parseAccountId, parseOrganizationalUnitId } from '../../src/domain/account.ts';
import type { AwsFailure, AwsFailureReason } from '../../src/domain/aws-failure.ts';
import type { CREDENTIAL_KINDS } from '../../src/domain/credentials.ts';
import { givenAccount, givenCredential } from '../support/builders.ts';
import { type RefusedCall, refusedCallsOfPreflight } from './refused-calls-of-preflight.ts';
import { createRefusingServer } from './refusing-server.ts';

/*
 * For every call that AWS refuses, the adapter throws an AwsCallError or returns a failure with the call, its resource and
 * AWS's code, message and request id. The responses come over HTTP, in the protocols of the services.
 */

const MEMBER = parseAccountId('333333333333');
const MANAGEMENT = parseAccountId('111111111111');
const UNIT = parseOrganizationalUnitId('ou-ab12-cdef3456');
const NOW = new Date('2026-11-24T12:00:00Z');
const clock = { now: () => NOW };

const server = createRefusingServer();
const credentials = { accessKeyId: '222222222222', secretAccessKey: 'x', sessionToken: 'x' };
let clients: AwsClients;

beforeAll(async () => {
  const endpoint = await server.listen();
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
  clients = createAwsClients({ endpoint, credentials, maxAttempts: 1 });
});

afterAll(() => {
  vi.unstubAllEnvs();
  clients.destroy();
  server.close();
});

/** Undefined if nothing failed. */
async function failureOf(run: () => Promise<unknown>): Promise<AwsFailure | undefined> {
  try {
    const answer = await run();
    const isObject = typeof answer === 'object' && answer !== null;
    return isObject && 'failure' in answer ? (answer.failure as AwsFailure) : undefined;
  } catch (error) {
    return failureIn(error);
  }
}

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items);
}

const table = (name = 'rootguard-posture') => ({ client: clients.documents, name });
const queue = (name = 'rootguard-later') => ({
  client: clients.sqs,
  queueUrl: `https://sqs.us-east-1.amazonaws.com/222222222222/${name}`,
});
const inspection = () => createInspectionClients(clients);
const inspector = () => createInspector(clients, inspection());
const lister = () => createAccountLister({ client: clients.organizations, managementAccountId: MANAGEMENT });
const directory = () =>
  createAccountDirectory({ client: clients.organizations, managementAccountId: MANAGEMENT, clock });
const rootAccess = () => createRootAccessSwitch(clients);

/** A session as if AWS had opened it. */
const openSession: OpenRootSession = async () => ({
  type: 'opened',
  session: clients.iamInSession(credentials),
  openedAt: NOW,
});
const remove = async (kind: (typeof CREDENTIAL_KINDS)[number]) => {
  const opened = await createRootRemover(openSession).openDeleteSession(MEMBER);
  return opened.type === 'opened' ? opened.session.remove(givenCredential(kind)) : opened;
};
const inventory = () => readInventory(clients.iamInSession(credentials));

const TABLE = 'table rootguard-posture';
const QUEUE = 'queue rootguard-later';
const UNDER = `organizational unit ${UNIT}`;

const ROLE = { RoleArn: 'arn:aws:iam::222222222222:role/operator', RoleSessionName: 'session' };
const roleAssumers = () => createRoleAssumers((config) => createProfileSts('absent', config));

const CASES: readonly RefusedCall[] = [
  ['dynamodb:GetItem', TABLE, () => createSweepProgressStore(table()).read()],
  ['dynamodb:PutItem', TABLE, () => createSentNotifications(table()).recordSent('x', NOW, 60)],
  ['dynamodb:UpdateItem', TABLE, () => createRequestedScopes(table()).request({ type: 'organization' }, NOW)],
  ['dynamodb:PutItem', TABLE, () => createBreaker(table()).permit(MEMBER, 10, NOW)],
  [
    'dynamodb:Query',
    'table rootguard-exceptions',
    () => createExceptionReader(table('rootguard-exceptions')).readFor(givenAccount(), NOW),
  ],
  [
    'dynamodb:Scan',
    'table rootguard-exceptions',
    () => drain(createExceptionWatch(table('rootguard-exceptions'), clock).scan()),
  ],
  ['dynamodb:DescribeTable', TABLE, () => inspector().readTable('rootguard-posture')],
  ['sqs:SendMessage', QUEUE, () => createResender(queue())({ body: 'body', sentAt: NOW, attributes: {} })],
  ['sqs:ReceiveMessage', QUEUE, () => createQueueInspector(queue()).peek(1)],
  ['sqs:GetQueueAttributes', QUEUE, () => createQueueInspector(queue()).readDepth()],
  ['sqs:ListMessageMoveTasks', QUEUE, () => createQueueInspector(queue()).latestMove()],
  ['sqs:ChangeMessageVisibility', QUEUE, () => createMessageBackoff(queue()).delay('receipt', 30)],
  [
    'sqs:DeleteMessage',
    'queue rootguard-dead-letters',
    () =>
      createDeadLetterQueue(queue('rootguard-dead-letters')).delete({
        id: 'm-1',
        body: '',
        receipt: 'receipt',
        sentAt: NOW,
        receiveCount: 1,
        movedFrom: undefined,
        attributes: {},
      }),
  ],
  ['sqs:GetQueueUrl', QUEUE, () => readQueueUrl(clients.sqs, 'rootguard-later')],
  [
    'sns:Publish',
    'topic rootguard-notifications',
    () =>
      createNotifier({
        client: clients.sns,
        topicArn: 'arn:aws:sns:us-east-1:222222222222:rootguard-notifications',
      }).publish({ key: 'breaker-open', account: MEMBER, lines: [], at: NOW, fingerprint: 'x' }),
  ],
  ['sts:GetCallerIdentity', undefined, () => readCaller(clients.sts)],
  ['sts:AssumeRole', `role ${ROLE.RoleArn}`, () => roleAssumers().roleAssumer(credentials, ROLE)],
  [
    'sts:AssumeRoleWithWebIdentity',
    `role ${ROLE.RoleArn}`,
    () => roleAssumers().roleAssumerWithWebIdentity({ ...ROLE, WebIdentityToken: 'token' }),
  ],
  [
    'sts:AssumeRoot',
    undefined,
    () =>
      createRootSessions({
        sts: clients.sts,
        iamInSession: clients.iamInSession,
        partition: 'aws',
      })(MEMBER, 'audit'),
  ],
  [
    'iam:GetAccountSummary',
    undefined,
    async () => {
      const opened = await createRootAuditor(openSession).openAuditSession(MEMBER);
      return opened.type === 'opened' ? opened.session.readSummary() : opened;
    },
  ],
  ['iam:GetLoginProfile', undefined, inventory],
  ['iam:ListAccessKeys', undefined, inventory],
  ['iam:ListSigningCertificates', undefined, inventory],
  ['iam:ListMFADevices', undefined, inventory],
  ['iam:DeleteLoginProfile', undefined, () => remove('login-profile')],
  ['iam:DeleteAccessKey', undefined, () => remove('access-key')],
  ['iam:DeleteSigningCertificate', undefined, () => remove('signing-certificate')],
  ['iam:DeactivateMFADevice', undefined, () => remove('mfa-device')],
  [
    'iam:CreateLoginProfile',
    undefined,
    async () => {
      const opened = await createRootRecoverer(openSession).openRecoverySession(MEMBER);
      return opened.type === 'opened' ? opened.session.allowPassword() : opened;
    },
  ],
  ['iam:ListOrganizationsFeatures', undefined, () => createRootAccessReader(clients).readFeatures()],
  ['iam:EnableOrganizationsRootSessions', undefined, () => rootAccess().enableFeature('RootSessions')],
  ['iam:DisableOrganizationsRootSessions', undefined, () => rootAccess().disableFeature('RootSessions')],
  ['organizations:DescribeOrganization', undefined, () => readOrganization(clients.organizations)],
  ['organizations:DescribeOrganization', undefined, () => inspector().readFeatureSet()],
  ['organizations:DescribeAccount', `account ${MEMBER}`, () => directory().describe(MEMBER)],
  ['organizations:ListParents', `account ${MEMBER}`, () => directory().describe(MEMBER)],
  ['organizations:ListAccounts', undefined, () => lister().listAccounts(undefined)],
  ['organizations:ListAccounts', undefined, () => lister().countAccounts()],
  ['organizations:ListAccountsForParent', UNDER, () => drain(lister().listAccountsUnder(UNIT))],
  ['organizations:ListOrganizationalUnitsForParent', UNDER, () => drain(lister().listAccountsUnder(UNIT))],
  ['organizations:ListRoots', undefined, () => createUnitFinder(clients.organizations).listByName()],
  [
    'organizations:ListOrganizationalUnitsForParent',
    'root r-ab12',
    () => createUnitFinder(clients.organizations).listByName(),
  ],
  [
    'organizations:ListAWSServiceAccessForOrganization',
    undefined,
    () => createRootAccessReader(clients).readTrustedAccess(),
  ],
  [
    'organizations:ListDelegatedAdministrators',
    undefined,
    () => createRootAccessReader(clients).readDelegatedAdministrators(),
  ],
  ['organizations:EnableAWSServiceAccess', undefined, () => rootAccess().enableTrustedAccess()],
  [
    'organizations:RegisterDelegatedAdministrator',
    `account ${MEMBER}`,
    () => rootAccess().registerDelegatedAdministrator(MEMBER),
  ],
  ['cloudtrail:DescribeTrails', undefined, () => inspector().readTrails()],
  [
    'cloudtrail:GetTrailStatus',
    'trail organization',
    async () => {
      const trails = await inspector().readTrails();
      return trails.type === 'readable' ? trails.value[0]?.logging : trails;
    },
  ],
  [
    'cloudformation:ListStackInstances',
    'StackSet rootguard-members',
    () => inspector().readStackSet('rootguard-members'),
  ],
  ['events:ListRules', 'event bus rootguard', () => inspector().readRules('rootguard', 'rootguard-')],
  ['lambda:ListEventSourceMappings', undefined, () => inspector().readMappings()],
  [
    'events:EnableRule',
    'rule rootguard-watched',
    () => createRuleSwitch(inspection().eventBridge).enableRule('rootguard', 'rootguard-watched'),
  ],
  ...refusedCallsOfPreflight(() => clients),
];

const readExceptions = () =>
  createExceptionReader(table('rootguard-exceptions')).readFor(givenAccount(), NOW);

const MISSING: readonly (readonly [
  call: string,
  reason: AwsFailureReason,
  code: string,
  run: () => Promise<unknown>,
])[] = [
  ['dynamodb:Query', 'resource-missing', 'ResourceNotFoundException', readExceptions],
  ['dynamodb:Query', 'credentials-invalid', 'UnrecognizedClientException', readExceptions],
  ['dynamodb:Query', 'signature-mismatch', 'InvalidSignatureException', readExceptions],
  [
    'sqs:SendMessage',
    'resource-missing',
    'com.amazonaws.sqs#QueueDoesNotExist',
    () => createResender(queue())({ body: 'body', sentAt: NOW, attributes: {} }),
  ],
  ['sts:GetCallerIdentity', 'credentials-invalid', 'InvalidClientTokenId', () => readCaller(clients.sts)],
  ['iam:ListMFADevices', 'session-not-accepted', 'InvalidClientTokenId', () => inventory()],
  [
    'organizations:DescribeAccount',
    'account-not-found',
    'AccountNotFoundException',
    () => directory().describe(MEMBER),
  ],
  [
    'organizations:ListAccountsForParent',
    'organizational-unit-missing',
    'ParentNotFoundException',
    () => drain(lister().listAccountsUnder(UNIT)),
  ],
];

describe('a refused call', () => {
  it.each(CASES)(
    'of %s on %s is reported with the code, message and request id of AWS',
    async (call, resource, run) => {
      server.refuse(call);
      const failure = await failureOf(run);
      expect(failure?.resource).toBe(resource);
      expect(failure).toMatchObject({
        call,
        code: 'AccessDenied',
        message: 'not allowed',
        requestId: 'request-1',
      });
    },
  );

  it.each(MISSING)('of %s is %s where AWS answers %s', async (call, reason, code, run) => {
    server.refuse(call, code);
    const failure = await failureOf(run);
    expect(failure).toMatchObject({ call, reason, message: 'not allowed', requestId: 'request-1' });
  });

  it('is tested for every call of an adapter whose failure matters', async () => {
    const named = readdirSync('src/aws', { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && !path.endsWith('permissions.ts'))
      .flatMap((path) => [...readFileSync(`src/aws/${path}`, 'utf8').matchAll(/['`]([a-z]+:[A-Z]\w+)['`]/g)])
      .map(([, call = '']) => call);
    const tested = CASES.map(([call]) => call);
    const untested = [...new Set(named)].filter((call) => !tested.includes(call));
    expect(untested.toSorted()).toEqual(ONLY_SHOWN);
  });

  it('of the sweep queue is reported differently from a refused entry', async () => {
    server.refuse('sqs:SendMessageBatch');
    const sweepQueue = createSweepQueue({
      ...queue('rootguard-sweep'),
      write: () => '{}',
      pause: async () => {},
    });
    const item = { sweepId: 's-1', account: givenAccount(), queuedAt: NOW };
    expect(await failureOf(() => sweepQueue.send([item]))).toMatchObject({
      call: 'sqs:SendMessage',
      resource: 'queue rootguard-sweep',
    });
  });
});

/** The results of these calls are only displayed, and omitted if the call fails. */
const ONLY_SHOWN = ['iam:GetAccessKeyLastUsed', 'organizations:DescribeOrganizationalUnit'];
