/**
 * The IAM actions that each adapter needs: infrastructure grants exactly these. Inside a root session the task policy
 * decides, so its calls are not listed.
 */
export const PERMISSIONS = {
  /** Restricted by the condition key sts:TaskPolicyArn to the task policy of the adapter. */
  rootAuditor: ['sts:AssumeRoot'],
  rootRemover: ['sts:AssumeRoot'],
  rootRecoverer: ['sts:AssumeRoot'],
  /** Of exactly one role, in the management account. */
  managementRootReader: ['sts:AssumeRole'],
  /** Of that role; of the sweeper itself where home is the management account. */
  ownRootReader: ['iam:GetAccountSummary'],
  accountDirectory: ['organizations:DescribeAccount', 'organizations:ListParents'],
  accountLister: [
    'organizations:ListAccounts',
    'organizations:ListAccountsForParent',
    'organizations:ListOrganizationalUnitsForParent',
    'organizations:ListParents',
  ],
  unitFinder: ['organizations:ListOrganizationalUnitsForParent', 'organizations:ListRoots'],
  unitNames: ['organizations:DescribeOrganizationalUnit'],
  organizationReader: ['organizations:DescribeAccount', 'organizations:DescribeOrganization'],
  featuresReader: ['iam:ListOrganizationsFeatures'],
  rootAccessReader: [
    'iam:ListOrganizationsFeatures',
    'organizations:ListAWSServiceAccessForOrganization',
    'organizations:ListDelegatedAdministrators',
  ],
  /** Needed by an administrator of the management account; no part of rootguard is granted these. */
  rootAccessSwitch: [
    'iam:DisableOrganizationsRootCredentialsManagement',
    'iam:DisableOrganizationsRootSessions',
    'iam:EnableOrganizationsRootCredentialsManagement',
    'iam:EnableOrganizationsRootSessions',
    'organizations:EnableAWSServiceAccess',
    'organizations:RegisterDelegatedAdministrator',
  ],
  inspector: [
    'cloudformation:ListStackInstances',
    'cloudtrail:DescribeTrails',
    'cloudtrail:GetTrailStatus',
    'dynamodb:DescribeTable',
    'events:ListRules',
    'lambda:ListEventSourceMappings',
    'organizations:DescribeOrganization',
  ],
  /** Of preflight, in the home account and in the management account. */
  accountInspector: [
    'chatbot:DescribeSlackChannelConfigurations',
    'cloudformation:DescribeOrganizationsAccess',
    'cloudformation:DescribeStackSet',
    'cloudformation:DescribeStacks',
    'cloudformation:GetResource',
    'cloudtrail:DescribeTrails',
    'cloudtrail:GetEventSelectors',
    'cloudtrail:GetTrailStatus',
    'dynamodb:DescribeTable',
    'events:DescribeEventBus',
    'events:ListRules',
    'guardduty:GetDetector',
    'guardduty:ListDetectors',
    'iam:GetPolicy',
    'iam:GetPolicyVersion',
    'iam:GetRole',
    'kms:DescribeKey',
    'lambda:GetAccountSettings',
    'logs:DescribeMetricFilters',
    'organizations:DescribeOrganization',
    'sns:GetTopicAttributes',
    'sqs:GetQueueUrl',
  ],
  organizationPolicies: [
    'organizations:DescribePolicy',
    'organizations:ListPolicies',
    'organizations:ListPoliciesForTarget',
    'organizations:ListRoots',
    'organizations:ListTargetsForPolicy',
  ],
  policySimulator: ['iam:SimulateCustomPolicy'],
  organizationDiscovery: [
    'cloudtrail:DescribeTrails',
    'organizations:ListAWSServiceAccessForOrganization',
    'organizations:ListAccounts',
    'organizations:ListDelegatedAdministrators',
    'organizations:ListRoots',
  ],
  ruleSwitch: ['events:EnableRule'],
  exceptionReader: ['dynamodb:Query'],
  exceptionWatch: ['dynamodb:Scan', 'dynamodb:UpdateItem'],
  exceptionEditor: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  ledger: ['dynamodb:GetItem', 'dynamodb:PutItem'],
  ledgerReader: ['dynamodb:Query'],
  ledgerArchive: ['dynamodb:Scan'],
  postureRecorder: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
  postureStore: ['dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:UpdateItem'],
  postureReader: ['dynamodb:Scan'],
  auditTimes: ['dynamodb:Scan'],
  heartbeatRecorder: ['dynamodb:UpdateItem'],
  silence: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  findingCounter: ['dynamodb:UpdateItem'],
  digestProgress: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
  breaker: ['dynamodb:GetItem', 'dynamodb:PutItem'],
  sentNotifications: ['dynamodb:GetItem', 'dynamodb:PutItem'],
  sweepProgress: ['dynamodb:GetItem', 'dynamodb:PutItem'],
  requestedScopes: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
  graceEnds: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
  sessionRegister: ['dynamodb:PutItem'],
  sessionReader: ['dynamodb:Query'],
  sessionArchive: ['dynamodb:Scan'],
  canaryRunReader: ['dynamodb:GetItem'],
  canaryRuns: ['dynamodb:GetItem', 'dynamodb:PutItem'],
  settingsReader: ['dynamodb:GetItem'],
  settingsEditor: ['dynamodb:GetItem', 'dynamodb:PutItem'],
  stateReader: ['dynamodb:Scan'],
  stateWriter: ['dynamodb:GetItem', 'dynamodb:PutItem'],
  deploymentRecord: ['dynamodb:GetItem', 'dynamodb:PutItem'],
  managementRootStore: ['dynamodb:GetItem', 'dynamodb:PutItem'],
  triggerQueue: ['sqs:SendMessage'],
  sweepQueue: ['sqs:SendMessage'],
  deadLetters: ['sqs:SendMessage'],
  queueUrls: ['sqs:GetQueueUrl'],
  queueInspector: [
    'sqs:ChangeMessageVisibility',
    'sqs:GetQueueAttributes',
    'sqs:ListMessageMoveTasks',
    'sqs:ReceiveMessage',
  ],
  deadLetterQueue: ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:ReceiveMessage'],
  resender: ['sqs:SendMessage'],
  messageBackoff: ['sqs:ChangeMessageVisibility'],
  notifier: ['sns:Publish'],
  watchdog: ['sns:Publish'],
  /** AWS needs no permission for it. */
  caller: ['sts:GetCallerIdentity'],
} as const satisfies Record<string, readonly string[]>;

/**
 * The attributes of the breaker's item after an acknowledgement, besides its key. An operator may write only these, so nobody
 * can open the breaker with an operator's permissions.
 */
export const ACKNOWLEDGEMENT_ATTRIBUTES = [
  'schemaVersion',
  'revision',
  'acknowledgedBy',
  'acknowledgedAt',
] as const;

/** The attributes of an account's posture that a heartbeat changes, besides the key. */
export const HEARTBEAT_ATTRIBUTES = ['heardAt', 'awaitingHeartbeatSince'] as const;

export type AdapterName = keyof typeof PERMISSIONS;
