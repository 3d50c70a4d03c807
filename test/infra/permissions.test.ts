import { describe, expect, it, vi } from 'vitest';
import { type AdapterName, PERMISSIONS } from '../../src/aws/permissions.ts';
import { REGION } from '../../src/installation/defaults.ts';
import { DEFAULT_NAMES } from '../../src/installation/names.ts';
import { parseEnvironment } from '../../src/runtime/environment.ts';
import { BUS_NAME, DEAD_LETTER_QUEUE, QUEUES, TABLES, TOPIC_NAME } from '../../src/runtime/resources.ts';
import { resourcesSupportedBy } from './organization-resources.ts';
import { resolve } from './resolution.ts';
import {
  CONFIGURATIONS,
  EXAMPLE,
  HOME,
  MANAGEMENT,
  type Resource,
  resourcesOf,
  synthesizeRootguard,
  templateOf,
} from './synthesis.ts';

const ENVIRONMENT = { account: HOME, region: REGION, partition: 'aws' };
const inHome = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${HOME}:${resource}`;

const EXCEPTIONS = inHome('dynamodb', `table/${TABLES.exceptions.name}`);
const LEDGER = inHome('dynamodb', `table/${TABLES.ledger.name}`);
const POSTURE = inHome('dynamodb', `table/${TABLES.posture.name}`);
const SETTINGS = inHome('dynamodb', `table/${TABLES.settings.name}`);
const SESSIONS = inHome('dynamodb', `table/${TABLES.sessions.name}`);
const TRIGGERS = inHome('sqs', QUEUES.triggers.name);
const LATER = inHome('sqs', QUEUES.later.name);
const SWEEP = inHome('sqs', QUEUES.sweep.name);
const HEARTBEATS = inHome('sqs', QUEUES.heartbeats.name);
const ACTIVITY = inHome('sqs', QUEUES.activity.name);
const MEMBER_ACTIVITY = inHome('sqs', QUEUES.memberActivity.name);
const UNDELIVERED = inHome('sqs', 'rootguard-undelivered');
const OPERATED_QUEUES = [
  ...[TRIGGERS, LATER, SWEEP, HEARTBEATS, ACTIVITY, MEMBER_ACTIVITY],
  inHome('sqs', DEAD_LETTER_QUEUE.name),
];
const RULES = inHome('events', `rule/${BUS_NAME}/rootguard-*`);
const MANAGEMENT_ROLE = `arn:aws:iam::${MANAGEMENT}:role/rootguard/rootguard-management-root`;
const ANY_ROOT = 'arn:aws:iam::*:root';

interface Adapter {
  readonly name: AdapterName;
  readonly file: string;
  readonly create: string;
  /** The resources to which its permissions have to be limited; for AWS Organizations see `organization-resources.ts`. */
  readonly resources: readonly string[];
}

/** Every adapter of the service. They are spied on to find out which ones the wiring of a function creates. */
const ADAPTERS: readonly Adapter[] = [
  {
    name: 'rootAuditor',
    file: 'root-session/root-auditor',
    create: 'createRootAuditor',
    resources: [ANY_ROOT],
  },
  {
    name: 'rootRemover',
    file: 'root-session/root-remover',
    create: 'createRootRemover',
    resources: [ANY_ROOT],
  },
  {
    name: 'rootRecoverer',
    file: 'root-session/root-recoverer',
    create: 'createRootRecoverer',
    resources: [ANY_ROOT],
  },
  {
    name: 'accountDirectory',
    file: 'organizations/account-directory',
    create: 'createAccountDirectory',
    resources: ['*'],
  },
  {
    name: 'accountLister',
    file: 'organizations/account-lister',
    create: 'createAccountLister',
    resources: ['*'],
  },
  {
    name: 'featuresReader',
    file: 'organizations/features-reader',
    create: 'createFeaturesReader',
    resources: ['*'],
  },
  {
    name: 'exceptionReader',
    file: 'dynamodb/exception-reader',
    create: 'createExceptionReader',
    resources: [EXCEPTIONS],
  },
  {
    name: 'exceptionWatch',
    file: 'dynamodb/exception-watch',
    create: 'createExceptionWatch',
    resources: [EXCEPTIONS],
  },
  {
    name: 'exceptionEditor',
    file: 'dynamodb/exception-editor',
    create: 'createExceptionEditor',
    resources: [EXCEPTIONS],
  },
  { name: 'ledger', file: 'dynamodb/ledger-table', create: 'createLedger', resources: [LEDGER] },
  {
    name: 'ledgerArchive',
    file: 'dynamodb/ledger-reader',
    create: 'createLedgerArchive',
    resources: [LEDGER],
  },
  { name: 'ledgerReader', file: 'dynamodb/ledger-reader', create: 'createLedgerReader', resources: [LEDGER] },
  {
    name: 'postureRecorder',
    file: 'dynamodb/posture-table',
    create: 'createPostureRecorder',
    resources: [POSTURE],
  },
  {
    name: 'postureStore',
    file: 'dynamodb/posture-table',
    create: 'createPostureStore',
    resources: [POSTURE],
  },
  {
    name: 'postureReader',
    file: 'dynamodb/posture-table',
    create: 'createPostureReader',
    resources: [POSTURE],
  },
  {
    name: 'findingCounter',
    file: 'dynamodb/digest-progress',
    create: 'createFindingCounter',
    resources: [POSTURE],
  },
  {
    name: 'digestProgress',
    file: 'dynamodb/digest-progress',
    create: 'createDigestProgressStore',
    resources: [POSTURE],
  },
  { name: 'auditTimes', file: 'dynamodb/posture-table', create: 'createAuditTimes', resources: [POSTURE] },
  {
    name: 'heartbeatRecorder',
    file: 'dynamodb/heartbeats',
    create: 'createHeartbeatRecorder',
    resources: [POSTURE],
  },
  {
    name: 'silence',
    file: 'dynamodb/silence',
    create: 'createSilenceStore',
    resources: [POSTURE],
  },
  {
    name: 'managementRootStore',
    file: 'dynamodb/management-root-record',
    create: 'createManagementRootStore',
    resources: [POSTURE],
  },
  {
    name: 'managementRootReader',
    file: 'management-root',
    create: 'createManagementRootReader',
    resources: [MANAGEMENT_ROLE],
  },
  { name: 'ownRootReader', file: 'management-root', create: 'createOwnRootReader', resources: ['*'] },
  { name: 'breaker', file: 'dynamodb/breaker', create: 'createBreaker', resources: [POSTURE] },
  {
    name: 'sentNotifications',
    file: 'dynamodb/sent-notifications',
    create: 'createSentNotifications',
    resources: [POSTURE],
  },
  {
    name: 'sweepProgress',
    file: 'dynamodb/sweep-progress',
    create: 'createSweepProgressStore',
    resources: [POSTURE],
  },
  {
    name: 'requestedScopes',
    file: 'dynamodb/requested-scopes',
    create: 'createRequestedScopes',
    resources: [POSTURE],
  },
  {
    name: 'deploymentRecord',
    file: 'dynamodb/deployment-record',
    create: 'createDeploymentRecord',
    resources: [POSTURE],
  },
  {
    name: 'sessionRegister',
    file: 'dynamodb/session-register',
    create: 'createSessionRegister',
    resources: [SESSIONS],
  },
  {
    name: 'sessionReader',
    file: 'dynamodb/session-register',
    create: 'createSessionReader',
    resources: [SESSIONS],
  },
  {
    name: 'sessionArchive',
    file: 'dynamodb/session-register',
    create: 'createSessionArchive',
    resources: [SESSIONS],
  },
  {
    name: 'settingsReader',
    file: 'dynamodb/settings-table',
    create: 'createSettingsReader',
    resources: [SETTINGS],
  },
  {
    name: 'settingsEditor',
    file: 'dynamodb/settings-table',
    create: 'createSettingsEditor',
    resources: [SETTINGS],
  },
  {
    name: 'stateReader',
    file: 'dynamodb/state-tables',
    create: 'createStateReader',
    resources: [EXCEPTIONS, LEDGER, SETTINGS],
  },
  {
    name: 'stateWriter',
    file: 'dynamodb/state-tables',
    create: 'createStateWriter',
    resources: [EXCEPTIONS, LEDGER, SETTINGS],
  },
  {
    name: 'canaryRunReader',
    file: 'dynamodb/canary-runs',
    create: 'createCanaryRunReader',
    resources: [POSTURE],
  },
  { name: 'canaryRuns', file: 'dynamodb/canary-runs', create: 'createCanaryRuns', resources: [POSTURE] },
  { name: 'graceEnds', file: 'dynamodb/grace-ends', create: 'createGraceEnds', resources: [POSTURE] },
  { name: 'triggerQueue', file: 'sqs/trigger-queue', create: 'createTriggerQueue', resources: [LATER] },
  { name: 'sweepQueue', file: 'sqs/sweep-queue', create: 'createSweepQueue', resources: [SWEEP] },
  {
    name: 'deadLetters',
    file: 'sqs/dead-letter-sender',
    create: 'createDeadLetterSender',
    resources: [inHome('sqs', DEAD_LETTER_QUEUE.name)],
  },
  {
    name: 'messageBackoff',
    file: 'sqs/message-backoff',
    create: 'createMessageBackoff',
    resources: [TRIGGERS, LATER, SWEEP],
  },
  {
    name: 'organizationReader',
    file: 'organizations/organization-reader',
    create: 'readOrganization',
    resources: ['*'],
  },
  {
    name: 'rootAccessReader',
    file: 'organizations/root-access',
    create: 'createRootAccessReader',
    resources: ['*'],
  },
  { name: 'unitFinder', file: 'organizations/unit-finder', create: 'createUnitFinder', resources: ['*'] },
  { name: 'unitNames', file: 'organizations/unit-names', create: 'createUnitNames', resources: ['*'] },
  {
    name: 'queueUrls',
    file: 'sqs/queue-url',
    create: 'readQueueUrl',
    resources: OPERATED_QUEUES,
  },
  { name: 'inspector', file: 'inspection/inspector', create: 'createInspector', resources: ['*'] },
  { name: 'ruleSwitch', file: 'inspection/rules', create: 'createRuleSwitch', resources: [RULES] },
  {
    name: 'queueInspector',
    file: 'sqs/queue-inspector',
    create: 'createQueueInspector',
    resources: OPERATED_QUEUES,
  },
  {
    name: 'deadLetterQueue',
    file: 'sqs/dead-letter-queue',
    create: 'createDeadLetterQueue',
    resources: [inHome('sqs', DEAD_LETTER_QUEUE.name)],
  },
  {
    name: 'resender',
    file: 'sqs/dead-letter-queue',
    create: 'createResender',
    resources: [TRIGGERS, HEARTBEATS, ACTIVITY, MEMBER_ACTIVITY],
  },
  {
    name: 'notifier',
    file: 'notifications/notifier',
    create: 'createNotifier',
    resources: [inHome('sns', TOPIC_NAME)],
  },
  {
    name: 'watchdog',
    file: 'notifications/watchdog',
    create: 'createWatchdog',
    resources: [`arn:aws:sns:${REGION}:${MANAGEMENT}:${DEFAULT_NAMES.watchdogTopic}`],
  },
];

/**
 * AWS requires no permission for `caller`. `rootAccessSwitch` is for an administrator of the management account, and the others
 * are for whoever prepares a deployment, before there are roles and policies of rootguard.
 */
const NOT_GRANTED: readonly AdapterName[] = [
  'accountInspector',
  'caller',
  'organizationDiscovery',
  'organizationPolicies',
  'policySimulator',
  'rootAccessSwitch',
];

/** What Lambda itself does with the function's role. @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
const RECEIVE = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];
const receiving = (...queues: readonly string[]) =>
  queues.flatMap((queue) => RECEIVE.map((action) => `${action} ${queue}`));
const LAMBDA_ITSELF = {
  consumer: receiving(TRIGGERS, LATER, SWEEP),
  listener: [
    ...receiving(HEARTBEATS, ACTIVITY, MEMBER_ACTIVITY),
    ...['DescribeStream', 'GetRecords', 'GetShardIterator'].map(
      (action) => `dynamodb:${action} ${EXCEPTIONS}/stream/*`,
    ),
    'dynamodb:ListStreams *',
    `sqs:SendMessage ${UNDELIVERED}`,
  ],
  sweeper: [`sqs:SendMessage ${UNDELIVERED}`],
};

for (const { file } of ADAPTERS) vi.doMock(`../../src/aws/${file}.ts`, { spy: true });
const { wireConsumer, wireListener, wireSweeper } = await import('../../src/runtime/wiring.ts');

const observing = functionsOf({});
const enforcing = functionsOf({ mode: 'enforce' });

it('covers every adapter that needs a permission', () => {
  const known = [...ADAPTERS.map(({ name }) => name), ...NOT_GRANTED];
  expect(known.toSorted()).toEqual(Object.keys(PERMISSIONS).toSorted());
});

describe('the functions', () => {
  it.each([
    ['observing consumer', observing.consumer, wireConsumer, LAMBDA_ITSELF.consumer],
    ['enforcing consumer', enforcing.consumer, wireConsumer, LAMBDA_ITSELF.consumer],
    ['listener', observing.listener, wireListener, LAMBDA_ITSELF.listener],
    ['sweeper', observing.sweeper, wireSweeper, LAMBDA_ITSELF.sweeper],
  ])(
    '%s has exactly the permissions that its adapters need',
    async (_, { environment, grants }, wire, lambda) => {
      const needed = (await adaptersOf(wire, environment)).map(ownQueues(wire)).flatMap(grantsNeeded);
      const allowed = grants.filter((grant) => !grant.startsWith('logs:'));
      // Statements with different conditions may allow the same action.
      expect([...new Set(allowed)].toSorted()).toEqual([...new Set([...needed, ...lambda])].toSorted());
    },
  );

  it.each(['consumer', 'listener', 'sweeper'] as const)('%s can write to its own log group only', (name) => {
    const logs = observing[name].grants.filter((grant) => grant.startsWith('logs:'));
    expect(logs).toEqual([
      expect.stringMatching(/^logs:CreateLogStream .*:log-group:\w+$/),
      expect.stringMatching(/^logs:PutLogEvents .*:log-group:\w+$/),
    ]);
  });

  it.each([
    ['observing', ['IAMAuditRootUserCredentials'], {}],
    ['enforcing', ['IAMAuditRootUserCredentials', 'IAMDeleteRootUserCredentials'], { mode: 'enforce' }],
    [
      'enforcing in one account',
      ['IAMAuditRootUserCredentials', 'IAMDeleteRootUserCredentials'],
      CONFIGURATIONS['enforcing one account'],
    ],
  ])(
    '(invariant 12) %s, the consumer can open root sessions for these tasks only: %j',
    (_, tasks, settings) => {
      const { consumer } = functionsOf(settings);
      expect(consumer.statements.filter(({ Action }) => Action === 'sts:AssumeRoot')).toEqual([
        expect.objectContaining({
          Resource: ANY_ROOT,
          Condition: {
            StringEquals: {
              'sts:TaskPolicyArn': tasks.map((task) => `arn:aws:iam::aws:policy/root-task/${task}`),
            },
          },
        }),
      ]);
    },
  );

  it('the sweeper reads the root user of the management account by its own role only where it is there', () => {
    const about = (settings: object) =>
      functionsOf(settings).sweeper.grants.filter((grant) => /^(sts|iam:GetAccountSummary)/.test(grant));
    expect(about({})).toEqual([`sts:AssumeRole ${MANAGEMENT_ROLE}`]);
    expect(about({ homeAccountId: MANAGEMENT })).toEqual(['iam:GetAccountSummary *']);
  });

  it('the sweeper can mark exceptions as processed and change nothing else in them', () => {
    const update = observing.sweeper.statements.find(
      ({ Action, Resource }) => Action === 'dynamodb:UpdateItem' && Resource === EXCEPTIONS,
    );
    expect(update?.Condition).toEqual({
      'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['scope', 'id', 'settledAt'] },
      Null: { 'dynamodb:Attributes': 'false' },
      StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD', 'UPDATED_NEW'] },
    });
  });

  it('have an environment that parses as their configuration', () => {
    expect(parseEnvironment(enforcing.consumer.environment)).toMatchObject({
      organizationId: EXAMPLE.organizationId,
      homeAccountId: HOME,
      partition: 'aws',
      initialPolicy: { mode: 'enforce' },
      canEnforce: true,
      insideLambda: true,
    });
  });
});

describe('the listener alone', () => {
  it('can read the stream of the exceptions table, and list streams', () => {
    const template = templateOf(synthesizeRootguard().home);
    const roles = resourcesOf(template, 'AWS::IAM::Role').flatMap(({ Properties }) =>
      (Properties.Policies ?? []).flatMap(({ PolicyDocument }: Resource) =>
        statementsOf(template, PolicyDocument),
      ),
    );
    const ofListener = grantsOf(observing.listener.statements).filter((grant) =>
      grant.startsWith('dynamodb:GetRecords'),
    );
    expect(ofListener).toEqual([`dynamodb:GetRecords ${EXCEPTIONS}/stream/*`]);
    const streams = grantsOf(roles).filter(
      (grant) => /Stream|GetRecords|ShardIterator/.test(grant) && !/^logs:/.test(grant),
    );
    expect(streams.toSorted()).toEqual([
      `dynamodb:DescribeStream ${EXCEPTIONS}/stream/*`,
      `dynamodb:GetRecords ${EXCEPTIONS}/stream/*`,
      `dynamodb:GetShardIterator ${EXCEPTIONS}/stream/*`,
      'dynamodb:ListStreams *',
    ]);
  });
});

describe('all roles and policies together', () => {
  const template = templateOf(synthesizeRootguard({ mode: 'enforce' }).home);
  const grants = grantsOf(
    [
      ...resourcesOf(template, 'AWS::IAM::Role').flatMap(({ Properties }) => Properties.Policies ?? []),
      ...resourcesOf(template, 'AWS::IAM::Policy').map(({ Properties }) => Properties),
      ...resourcesOf(template, 'AWS::IAM::ManagedPolicy').map(({ Properties }) => Properties),
    ].flatMap(({ PolicyDocument }) => statementsOf(template, PolicyDocument)),
  );

  it('can append to the ledger, and can neither change nor delete entries', () => {
    const onLedger = grants.filter((grant) => grant.endsWith(` ${LEDGER}`));
    expect(new Set(onLedger.map((grant) => grant.split(' ')[0]))).toEqual(
      new Set([
        'dynamodb:DescribeTable',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:Scan',
      ]),
    );
    expect(grants.filter((grant) => /^(\S*\*|dynamodb:Delete\S+) /.test(grant))).toEqual([]);
  });

  it('(invariant 11) can neither enable nor disable features of the organization', () => {
    const switches: readonly string[] = PERMISSIONS.rootAccessSwitch;
    expect(grants.filter((grant) => switches.includes(grant.split(' ')[0] ?? ''))).toEqual([]);
  });
});

describe('the operator policies', () => {
  const policy = (name: string) => {
    const template = templateOf(synthesizeRootguard().home);
    const found = resourcesOf(template, 'AWS::IAM::ManagedPolicy').find(
      ({ Properties }) => Properties.ManagedPolicyName === name,
    );
    const statements = statementsOf(template, found?.Properties.PolicyDocument);
    const tasks = statements
      .filter(({ Sid }) => Sid === 'OpenRootSessions')
      .flatMap(({ Condition }) => Condition.StringEquals['sts:TaskPolicyArn']);
    return {
      statements,
      grants: grantsOf(statements),
      tasks: tasks.map((arn: string) => arn.split('/').at(-1)),
    };
  };

  it('allow auditors no changes', () => {
    const { grants, tasks } = policy('RootguardAuditor');
    const changing = grants.filter((grant) => !/^\w+:(Describe|Filter|Get|List|Query|Scan)/.test(grant));
    expect(changing.map((grant) => grant.split(' ')[0])).toEqual([
      expect.stringMatching('^logs:StartQuery$'),
      expect.stringMatching('^logs:StartQuery$'),
      'sts:AssumeRoot',
    ]);
    expect(tasks).toEqual(['IAMAuditRootUserCredentials']);
  });

  it('allow exception admins neither root sessions nor deleting rows', () => {
    const { grants, statements, tasks } = policy('RootguardExceptionAdmin');
    expect(tasks).toEqual([]);
    expect(grants.filter((grant) => grant.endsWith(EXCEPTIONS)).map((grant) => grant.split(' ')[0])).toEqual(
      expect.arrayContaining([...PERMISSIONS.exceptionEditor]),
    );
    const beyond = grants.filter((grant) => !/ .*:table\/rootguard-(exceptions|ledger)$/.test(grant));
    const organization = ADAPTERS.filter(({ name }) =>
      ['accountDirectory', 'accountLister', 'organizationReader', 'unitFinder'].includes(name),
    );
    expect(new Set(beyond)).toEqual(
      new Set([
        ...organization.flatMap(grantsNeeded),
        `sqs:GetQueueUrl ${TRIGGERS}`,
        `sqs:SendMessage ${TRIGGERS}`,
        `dynamodb:Scan ${POSTURE}`,
        `dynamodb:UpdateItem ${POSTURE}`,
      ]),
    );
    // In the posture table they can only write audit requests, neither the breaker nor accounts.
    const writing = statements.filter(
      ({ Resource, Action }) => Resource === POSTURE && Action !== 'dynamodb:Scan',
    );
    expect(writing.map(({ Condition }) => Condition)).toEqual([
      {
        'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['#requested'] },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      },
    ]);
  });

  it('allow operators alone to invoke a function, the sweeper only', () => {
    const template = templateOf(synthesizeRootguard().home);
    const invoking = resourcesOf(template, 'AWS::IAM::ManagedPolicy').flatMap(({ Properties }) =>
      statementsOf(template, Properties.PolicyDocument)
        .filter(({ Action }) => [Action].flat().some((action) => /^lambda:(?!List)/.test(action)))
        .map((statement) => [Properties.ManagedPolicyName, statement.Action, statement.Resource]),
    );
    expect(invoking).toEqual([
      ['RootguardOperator', 'lambda:InvokeFunction', expect.stringMatching(/:function:SweeperFunction\w+$/)],
    ]);
  });

  it('are within the size limit of IAM', () => {
    // The maximum lengths.
    const longest = { organizationId: `o-${'a'.repeat(32)}`, namePrefix: 'a'.repeat(20) };
    const template = templateOf(synthesizeRootguard({ ...longest, customerManagedKey: true }).home);
    for (const { Properties } of resourcesOf(template, 'AWS::IAM::ManagedPolicy')) {
      const document = JSON.stringify(resolve(template, ENVIRONMENT, Properties.PolicyDocument));
      // AWS allows 6,144 characters. A policy has two generated names, each up to 40 characters longer than the logical ids used here.
      expect(document.length, Properties.ManagedPolicyName).toBeLessThan(6_064);
    }
  });

  it('allow operators everything that the CLI does', () => {
    const { grants, tasks } = policy('RootguardOperator');
    expect(tasks).toEqual([
      'IAMAuditRootUserCredentials',
      'IAMDeleteRootUserCredentials',
      'IAMCreateRootUserPassword',
    ]);
    // Only the sweeper reads the root user of the management account, sends to the sweep queue and resets the watchdog; the dead-letter
    // sender and the back-off belong to the consumer. An operator's request goes to the triggers queue without a delay. People read the
    // session register, and cannot write into it.
    const excluded: readonly AdapterName[] = [
      'managementRootReader',
      'ownRootReader',
      'triggerQueue',
      'sweepQueue',
      'deadLetters',
      'messageBackoff',
      'sessionRegister',
      'watchdog',
    ];
    const needed = ADAPTERS.filter(({ name }) => !excluded.includes(name)).flatMap(grantsNeeded);
    expect(grants).toEqual(expect.arrayContaining([...needed, `sqs:SendMessage ${TRIGGERS}`]));
  });
});

function functionsOf(settings: object) {
  const template = templateOf(synthesizeRootguard(settings).home);
  const read = (entry: string) => {
    const [found] = resourcesOf(template, 'AWS::Lambda::Function').filter(({ Properties }) =>
      Properties.Description.includes(entry),
    );
    const roleId = found?.Properties.Role['Fn::GetAtt'][0];
    const role: Resource = template.toJSON().Resources[roleId];
    const statements = statementsOf(template, role.Properties.Policies[0].PolicyDocument);
    const environment = {
      ...resolve(template, ENVIRONMENT, found?.Properties.Environment.Variables),
      AWS_REGION: REGION,
      AWS_LAMBDA_FUNCTION_NAME: entry,
    };
    return { statements, grants: grantsOf(statements), environment };
  };
  return {
    consumer: read('audits accounts'),
    listener: read('records which accounts'),
    sweeper: read('queues accounts'),
  };
}

/** The adapters that the wiring of a function creates with this environment. */
async function adaptersOf(
  wire: (configuration: ReturnType<typeof parseEnvironment>) => unknown,
  environment: Record<string, string>,
): Promise<readonly Adapter[]> {
  vi.clearAllMocks();
  wire(parseEnvironment(environment));
  const used: Adapter[] = [];
  for (const adapter of ADAPTERS) {
    const path = `../../src/aws/${adapter.file}.ts`;
    const module = await import(/* @vite-ignore */ path);
    if (vi.mocked(module[adapter.create]).mock.calls.length > 0) used.push(adapter);
  }
  return used;
}

/** Each function delays only messages of the queues that it receives. */
function ownQueues(wire: unknown): (adapter: Adapter) => Adapter {
  if (wire !== wireListener) return (adapter) => adapter;
  return (adapter) =>
    adapter.name === 'messageBackoff'
      ? { ...adapter, resources: [HEARTBEATS, ACTIVITY, MEMBER_ACTIVITY] }
      : adapter;
}

function grantsNeeded({ name, resources }: Adapter): readonly string[] {
  return PERMISSIONS[name].flatMap((action) => {
    const narrowed = action.startsWith('organizations:') ? resourcesSupportedBy(action) : resources;
    return narrowed.map((resource) => `${action} ${resource}`);
  });
}

function statementsOf(template: ReturnType<typeof templateOf>, document: unknown): readonly Resource[] {
  return resolve(template, ENVIRONMENT, document).Statement;
}

/** One line for each allowed action on each resource, except resources that the action does not support. */
function grantsOf(statements: readonly Resource[]): readonly string[] {
  return statements.flatMap(({ Action, Resource }) =>
    [Action].flat().flatMap((action) =>
      [Resource]
        .flat()
        .filter(
          (resource) =>
            !action.startsWith('organizations:') || resourcesSupportedBy(action).includes(resource),
        )
        .map((resource) => `${action} ${resource}`),
    ),
  );
}
