import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  DeleteEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { WorldInput } from 'organization-sandbox/world/schema.ts';
import { describe, expect } from 'vitest';
import { parseAccountId } from '../../src/domain/account.ts';
import { ownPartPatterns } from '../../src/events/own-parts/own-part-patterns.ts';
import { ownPartRules } from '../../src/events/own-parts/rules.ts';
import { HOME_RULES } from '../../src/events/rules.ts';
import { DEFAULT_NAMES } from '../../src/installation/names.ts';
import { administratorOf, createSandboxClients } from '../../src/local/clients.ts';
import { putRule } from '../../src/local/deploy.ts';
import { BUS_NAME, EVENT_SOURCES, LISTENER_SOURCES, TABLES } from '../../src/runtime/resources.ts';
import { watchingRules } from '../support/home-bus-rules.ts';
import { type CliOnSandbox, type GivenCli, it, member, runCli, worldOf } from './cli.ts';
import { givenPosture, minutesAgo, recordsOf } from './record-fixtures.ts';

const [PAYMENTS, HOME] = ['333333333333', '222222222222'];
const MANAGEMENT = { AWS_ACCESS_KEY_ID: '111111111111' };
const WORLD = worldOf([member('333333333333', 'payments')]);

/** The home account does not own the StackSet, and may not see it. */
const NOT_VISIBLE = ['stack-set'];

/** The sandbox's accounts share their tables, so those of another account are named differently. */
const NO_TABLES = ['exceptions', 'ledger', 'posture', 'settings', 'sessions'].flatMap((table) => [
  `--${table}-table`,
  `no-${table}`,
]);

/** rootguard as it should be: swept an hour ago, and an event arrived. */
async function givenHealthy(givenCli: GivenCli, world: WorldInput = WORLD): Promise<CliOnSandbox> {
  const cli = await givenCli(world);
  const { sandbox, deployment } = cli;
  const { eventBridge } = createSandboxClients(sandbox.endpoint, administratorOf(sandbox.homeAccountId));
  const path = ownPartPatterns(DEFAULT_NAMES, { watchesKeys: false }).map((rule) => ({
    ...rule,
    name: `home-management-${rule.name}`,
    state: 'ENABLED' as const,
  }));
  for (const rule of [...HOME_RULES, ...ownPartRules(DEFAULT_NAMES, 'home'), ...path]) {
    const roleArn = 'arn:aws:iam::222222222222:role/rootguard-forwarder';
    await putRule(eventBridge, { ...rule, busName: 'default', targetArn: deployment.busArn, roleArn });
  }
  mapSources(cli);
  const { posture, heartbeats, sweepProgress, managementRoot } = recordsOf(sandbox);
  for (const [account, name] of Object.entries({ [PAYMENTS]: 'payments', [HOME]: 'home' })) {
    const id = parseAccountId(account);
    await posture.record(givenPosture({ account: id, name }), 1);
    await heartbeats.recordHeartbeat(id, minutesAgo(4));
  }
  await managementRoot.write({
    readAt: minutesAgo(58),
    sweepId: 's-1',
    reading: { type: 'readable', present: ['login-profile', 'mfa-device'] },
  });
  await sweepProgress.write({
    sweepId: 's-1',
    startedAt: minutesAgo(60),
    previousStartedAt: undefined,
    next: undefined,
    accountsQueued: 2,
    finishedAt: minutesAgo(59),
    leasedUntil: minutesAgo(59),
    revision: 1,
  });
  return cli;
}

/** The event source mappings of the consumer and of the listener. */
function mapSources({ sandbox: { functions }, deployment: { queues } }: CliOnSandbox): void {
  const location = { accountId: HOME, region: 'us-east-1' };
  const register = (name: string) => functions.register({ ...location, name }).arn;
  const [consumer, listener] = [register('rootguard-consumer'), register('rootguard-listener')];
  for (const [queue, { batchSize }] of Object.entries(EVENT_SOURCES)) {
    const { arn } = queues[queue as keyof typeof EVENT_SOURCES];
    functions.map({ ...location, functionArn: consumer, eventSourceArn: arn, batchSize });
  }
  for (const [queue, { batchSize }] of Object.entries(LISTENER_SOURCES)) {
    const { arn } = queues[queue as keyof typeof LISTENER_SOURCES];
    functions.map({ ...location, functionArn: listener, eventSourceArn: arn, batchSize });
  }
  const stream = `arn:aws:dynamodb:us-east-1:${HOME}:table/${TABLES.exceptions.name}/stream/1`;
  functions.map({ ...location, functionArn: listener, eventSourceArn: stream });
}

interface Check {
  readonly id: string;
  readonly status: string;
  readonly detail: string;
  readonly fix: string | null;
  readonly warning: boolean;
  readonly fixes: readonly unknown[];
}

async function checksOf(
  { json }: CliOnSandbox,
  args: readonly string[] = [],
  variables: Readonly<Record<string, string>> = {},
) {
  const done = await json(['doctor', ...args], variables);
  const { checks } = done.json as { checks: readonly Check[] };
  return { ...done, checks, check: (id: string) => checks.find((one) => one.id === id) };
}

const idsOf = (checks: readonly Check[], status: string) =>
  checks.filter((check) => check.status === status).map(({ id }) => id);

describe.concurrent('doctor', () => {
  it('finds no failure, and never counts as ok what could not be checked', async ({ givenCli }) => {
    const { code, checks, json } = await checksOf(await givenHealthy(givenCli));
    expect(idsOf(checks, 'problem')).toEqual([]);
    expect(checks.filter(({ warning }) => warning)).toEqual([]);
    expect(json).toMatchObject({
      coverage: {
        accounts: 2,
        audited: 2,
        heard: 2,
        silent: [],
        uncovered: [],
        oldestAuditSeconds: expect.any(Number),
        lostEvents: 0,
        notAudited: [],
      },
    });
    expect(idsOf(checks, 'unknown')).toEqual(NOT_VISIBLE);
    expect(json).toMatchObject({
      managementAccount: {
        accountId: '111111111111',
        state: 'protected',
        readAt: expect.any(String),
        password: true,
        accessKeys: false,
        signingCertificates: false,
        mfa: true,
        exposures: [],
        why: null,
        failure: null,
      },
    });
    expect(checks).toHaveLength(27);
    expect(code).toBe(4);
  });

  it('prints findings and advice as text and as CSV', async ({ givenCli }) => {
    const { run, sandbox, deployment } = await givenHealthy(givenCli);
    const { url } = deployment.queues.deadLetters;
    await sandbox.client(SQSClient).send(new SendMessageCommand({ QueueUrl: url, MessageBody: '{' }));
    const { code, stdout } = await run(['doctor']);
    expect(code).toBe(3);
    expect(stdout).toContain('tried in 333333333333 (payments)');
    expect(stdout).toContain('unknown');
    expect(stdout).toContain('rootguard queue redrive');
    expect(stdout).toContain('27 checks: 23 ok, 0 with a warning, 1 problem, 1 unknown, 2 skipped');
    const csv = (await run(['doctor', '-o', 'csv'])).stdout;
    expect(csv).toMatch(/^id,title,status,detail,fix\r\nclock,/);
    expect(csv).toContain('\r\ndead-letters,the dead-letter queue is empty,problem,');
  });

  it.for([
    ['trusted access is off', { trustedServices: [], features: [] }, 'IAM has no trusted access'],
    ['the feature is off', { features: ['RootSessions'] }, 'RootCredentialsManagement is off'],
  ] as const)('explains a denied root session when %s', async ([, organization, cause], { givenCli }) => {
    const world = worldOf([member('333333333333', 'payments')], {
      delegatedAdministrators: {},
      ...organization,
    });
    const { code, check } = await checksOf(await givenCli(world), [], MANAGEMENT);
    expect(code).toBe(3);
    expect(check('root-session')).toMatchObject({
      status: 'problem',
      detail: expect.stringContaining(cause),
    });
    expect(check('root-session')?.fix).toMatch(/from the management account/i);
  });

  it('explains a denied root session when the account is not delegated', async ({ givenCli }) => {
    const cli = await givenCli(WORLD);
    for (const args of [[], ['--account', '222222222222']]) {
      const { code, check } = await checksOf(cli, args, { AWS_ACCESS_KEY_ID: '333333333333' });
      expect(code).toBe(3);
      expect(check('root-session')).toMatchObject({
        status: 'problem',
        detail: expect.stringContaining('neither the management account nor a delegated administrator'),
      });
      expect(check('delegated-administrator')).toMatchObject({
        status: 'problem',
        fix: expect.stringContaining('rootguard enable --delegate 333333333333'),
      });
    }
    const management = await checksOf(cli, [], MANAGEMENT);
    expect(management.check('delegated-administrator')).toMatchObject({ status: 'ok' });
  });

  it('names the action that a service control policy denies, and works in another account', async ({
    givenCli,
  }) => {
    const cli = await givenCli(
      worldOf([
        member('333333333333', 'payments', { deniedByScp: ['iam:GetAccountSummary'] }),
        member('333333333334', 'reporting'),
      ]),
    );
    const { check } = await checksOf(cli);
    expect(check('root-session')).toMatchObject({
      status: 'problem',
      detail: 'refused in 333333333333 (payments): a service control policy denies iam:GetAccountSummary',
      fix: expect.stringContaining('aws:AssumedRoot'),
    });
    const other = await checksOf(cli, ['--account', 'reporting']);
    expect(other.check('root-session')).toMatchObject({ status: 'ok' });
  });

  it('finds a disabled rule and enables it', async ({ givenCli }) => {
    const cli = await givenHealthy(givenCli);
    const rule = `rootguard-${watchingRules()[0]?.name}`;
    const client = cli.sandbox.client(EventBridgeClient);
    await client.send(new DisableRuleCommand({ Name: rule, EventBusName: BUS_NAME }));
    const { code, check } = await checksOf(cli);
    expect(code).toBe(3);
    expect(check('home-rules')).toMatchObject({
      status: 'problem',
      detail: `disabled: ${rule}`,
      fixes: [{ type: 'enable-rule', bus: BUS_NAME, rule }],
    });
    const declined = await cli.run(['doctor', '--fix']);
    expect(declined).toMatchObject({ code: 5, stderr: expect.stringContaining('Nothing was changed.') });
    const fixed = await checksOf(cli, ['--fix', '--yes']);
    expect(fixed.check('home-rules')).toMatchObject({ status: 'ok' });
    const { Rules = [] } = await client.send(new ListRulesCommand({ EventBusName: BUS_NAME }));
    expect(Rules.find(({ Name }) => Name === rule)?.State).toBe('ENABLED');
  });

  it.for([
    ['own-service', 'rootguard-home-own-service', 'rootguard-own-service'],
    ['of the path', 'rootguard-home-management-own-alarms', 'rootguard-home-management-own-alarms'],
  ])('finds a deleted rule that tells of changes of rootguard: %s', async ([, named, Name], { givenCli }) => {
    const cli = await givenHealthy(givenCli);
    const client = cli.sandbox.client(EventBridgeClient);
    const { Targets = [] } = await client.send(new ListTargetsByRuleCommand({ Rule: Name }));
    const Ids = Targets.flatMap(({ Id }) => Id ?? []);
    await client.send(new RemoveTargetsCommand({ Rule: Name, Ids }));
    await client.send(new DeleteRuleCommand({ Name }));
    const { code, check } = await checksOf(cli);
    expect(code).toBe(3);
    expect(check('home-rules')).toMatchObject({
      status: 'problem',
      detail: `missing: ${named}`,
      fix: expect.stringContaining('Find out who deleted it, then deploy rootguard-home with cdk deploy'),
    });
  });

  it('finds a paused mapping, and is content once the command of its advice has run', async ({
    givenCli,
  }) => {
    const cli = await givenHealthy(givenCli);
    const lambda = cli.sandbox.client(LambdaClient);
    const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
    const { UUID = '' } =
      EventSourceMappings.find(({ EventSourceArn = '' }) => EventSourceArn.endsWith('-heartbeats')) ?? {};
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
    const { code, check } = await checksOf(cli);
    expect(code).toBe(3);
    expect(check('event-sources')).toMatchObject({
      status: 'problem',
      detail: 'paused: rootguard-listener from rootguard-heartbeats (Disabled)',
      fix: expect.stringContaining(`aws lambda update-event-source-mapping --uuid ${UUID} --enabled`),
    });
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true }));
    expect((await checksOf(cli)).check('event-sources')).toMatchObject({ status: 'ok' });
    await lambda.send(new DeleteEventSourceMappingCommand({ UUID }));
    expect((await checksOf(cli)).check('event-sources')).toMatchObject({
      status: 'problem',
      detail: 'no function receives from rootguard-heartbeats',
    });
  });

  it('says how to set the state of the rule that read-only calls reach, which enabling it would lose', async ({
    givenCli,
  }) => {
    const cli = await givenHealthy(givenCli);
    const client = cli.sandbox.client(EventBridgeClient);
    const rule = { Name: 'rootguard-heard-accounts', EventBusName: BUS_NAME };
    await client.send(new DisableRuleCommand(rule));
    await client.send(new EnableRuleCommand(rule));
    const fixed = await checksOf(cli, ['--fix', '--yes']);
    expect(fixed.check('home-rules')).toMatchObject({
      status: 'problem',
      detail: 'read-only calls do not reach rootguard-heard-accounts (ENABLED)',
      fixes: [],
    });
    // What the advice does.
    const { EventPattern } = await client.send(new DescribeRuleCommand(rule));
    await client.send(
      new PutRuleCommand({ ...rule, EventPattern, State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' }),
    );
    const { check } = await checksOf(cli);
    expect(check('home-rules')).toMatchObject({ status: 'ok' });
  });

  it('shows that it will enable the features, and enables them from the management account', async ({
    givenCli,
  }) => {
    const cli = await givenCli(worldOf([member('333333333333', 'payments')], { features: [] }));
    const fixed = await checksOf(cli, ['--fix', '--yes'], MANAGEMENT);
    expect(fixed.stderr).toContain('about to enable RootCredentialsManagement');
    expect(fixed.check('root-sessions')).toMatchObject({ status: 'ok' });
    expect(fixed.check('root-session')).toMatchObject({ status: 'ok' });
  });

  it('cannot enable the features from the home account, and names the account that can', async ({
    givenCli,
  }) => {
    const { check } = await checksOf(await givenCli(worldOf([], { features: [] })));
    expect(check('root-credentials-management')).toMatchObject({
      status: 'problem',
      fix: expect.stringContaining('From the management account'),
      fixes: [],
    });
  });

  it('names an account whose audit has not come back as an event, with what to look at', async ({
    givenCli,
  }) => {
    const cli = await givenHealthy(givenCli);
    await recordsOf(cli.sandbox).documents.send(
      new UpdateCommand({
        TableName: TABLES.posture.name,
        Key: { account: PAYMENTS },
        UpdateExpression: 'SET heardAt = :before, awaitingHeartbeatSince = :since',
        ExpressionAttributeValues: {
          ':before': minutesAgo(1_500).toISOString(),
          ':since': minutesAgo(31).toISOString(),
        },
      }),
    );
    const { code, check, json } = await checksOf(cli);
    expect(code).toBe(3);
    expect(check('heard-accounts')).toMatchObject({
      status: 'problem',
      detail: expect.stringContaining('333333333333 (payments)'),
      fix: expect.stringContaining('describe-rule --name rootguard-heartbeats'),
    });
    expect(json).toMatchObject({ coverage: { accounts: 2, audited: 2, heard: 1, silent: [PAYMENTS] } });
    const { stdout } = await cli.run(['report']);
    expect(stdout).toMatch(/^Coverage: 50.0 %: 1 of 2 active accounts .* \(1 silent\)/);
  });

  it('reports a missing deployment', async ({ givenCli }) => {
    const cli = await givenHealthy(givenCli);
    const { check } = await checksOf(cli, ['--ledger-table', 'elsewhere'], {});
    expect(check('tables')).toMatchObject({ status: 'problem', detail: 'elsewhere is missing' });
    const management = await checksOf(cli, NO_TABLES, MANAGEMENT);
    expect(management.check('deployment')).toMatchObject({ status: 'problem' });
    expect(idsOf(management.checks, 'skipped')).toHaveLength(16);
    const { stdout } = await cli.run(['doctor', ...NO_TABLES], MANAGEMENT);
    expect(stdout).toContain('nothing of it is in 111111111111: no table, no bus');
    expect(stdout).not.toContain('the dead-letter queue is empty');
  });

  it('asks for the credentials of the home account where it is another one', async ({ givenCli }) => {
    const cli = await givenCli(WORLD);
    const inHome = { ...MANAGEMENT, ROOTGUARD_HOME_ACCOUNT_ID: '222222222222' };
    const { check, checks } = await checksOf(cli, NO_TABLES, inHome);
    expect(check('deployment')).toMatchObject({
      status: 'skipped',
      fix: expect.stringContaining('home account 222222222222'),
    });
    expect(idsOf(checks, 'skipped')).toHaveLength(17);
  });

  it('says to deploy the StackSet where its account has none, with the prefix of the installation', async ({
    givenCli,
  }) => {
    const cli = await givenCli(WORLD);
    const installation = {
      organizationId: 'o-sandbox0001',
      managementAccountId: '111111111111',
      homeAccountId: '222222222222',
      coveredOrganizationalUnits: ['r-sbox'],
      namePrefix: 'acme',
    };
    const { code, stdout } = await cli.runWith(installation, ['doctor', '-o', 'json'], MANAGEMENT);
    const { checks } = JSON.parse(stdout) as { checks: readonly Check[] };
    expect(code).toBe(3);
    expect(checks.find(({ id }) => id === 'stack-set')).toMatchObject({
      status: 'problem',
      fix: 'Deploy the stack acme-members in 111111111111.',
    });
  });

  it('reports unreadable exceptions, an open breaker and a missing sweep', async ({ givenCli }) => {
    const cli = await givenCli(WORLD);
    const { documents } = recordsOf(cli.sandbox);
    const row = { scope: 'account#12', id: 'typo' };
    await documents.send(new PutCommand({ TableName: TABLES.exceptions.name, Item: row }));
    const open = { account: '#breaker', revision: 1, openSince: minutesAgo(5).toISOString() };
    await documents.send(new PutCommand({ TableName: TABLES.posture.name, Item: open }));
    const { code, check } = await checksOf(cli);
    expect(code).toBe(3);
    expect(check('exceptions')).toMatchObject({
      status: 'problem',
      detail:
        'cannot be read: typo of account#12 (its scope is misspelt, so it approves and protects nothing)',
    });
    expect(check('breaker')).toMatchObject({ status: 'problem' });
    expect(check('last-sweep')).toMatchObject({
      status: 'ok',
      warning: true,
      fixes: [{ type: 'request-sweep' }],
    });
    expect(check('last-event')).toMatchObject({ status: 'ok', warning: true });
    await checksOf(cli, ['--fix', '--yes']);
    expect(await recordsOf(cli.sandbox).requestedScopes.read()).toMatchObject([
      { scope: { type: 'organization' } },
    ]);
  });

  it('reports a sweep that is too long ago', async ({ givenCli }) => {
    const cli = await givenCli(WORLD);
    await recordsOf(cli.sandbox).sweepProgress.write({
      sweepId: 's-1',
      startedAt: minutesAgo(72 * 60),
      previousStartedAt: undefined,
      next: undefined,
      accountsQueued: 2,
      finishedAt: minutesAgo(71 * 60),
      leasedUntil: minutesAgo(71 * 60),
      revision: 1,
    });
    expect((await checksOf(cli)).check('last-sweep')).toMatchObject({ status: 'problem' });
  });

  it('does not start without credentials', async () => {
    const { code, stderr } = await runCli(['doctor']);
    expect(code).toBe(1);
    expect(stderr).toContain('There are no AWS credentials here.');
  });

  it.each([
    [['doctor', '--account', '123'], '--account: got "123"'],
    [['doctor', 'everything'], 'too many arguments'],
  ])('%j is refused as a command line', async (args, issue) => {
    expect(await runCli(args)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(issue),
    });
  });
});
