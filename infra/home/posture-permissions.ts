import type { aws_iam as iam } from 'aws-cdk-lib';
import {
  CANARY_PREFIX,
  RESERVED_KEYS,
  SENT_NOTIFICATION_PREFIX,
} from '../../src/aws/dynamodb/reserved-keys.ts';
import { ACKNOWLEDGEMENT_ATTRIBUTES, HEARTBEAT_ATTRIBUTES } from '../../src/aws/permissions.ts';
import { TABLES } from '../../src/runtime/resources.ts';
import { actionsOf } from '../permissions.ts';
import type { Permission } from '../service-role.ts';
import type { Tables } from './tables.ts';

/** Asks for the audit of a wider scope, in the one item that holds such requests. */
export function scopeAuditRequestPermission({ posture }: Tables): Permission {
  return {
    sid: 'RequestScopeAudit',
    actions: ['dynamodb:UpdateItem'],
    resources: [posture.tableArn],
    conditions: leadingKeysCondition('StringEquals', RESERVED_KEYS.requestedScopes),
  };
}

/**
 * What a command writes to the posture table: the posture of an account it processed, the notifications it sent, its canary runs, and the
 * acknowledgement of the breaker. It cannot open the breaker, change its count or stop a sweep. IAM cannot check whether
 * the posture or the sent notifications are true.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export function posturePermissions(tables: Tables): Permission[] {
  const resources = [tables.posture.tableArn];
  const put = 'dynamodb:PutItem';
  const update = 'dynamodb:UpdateItem';
  const actions = actionsOf(
    'postureStore',
    'breaker',
    'sentNotifications',
    'sweepProgress',
    'requestedScopes',
    'graceEnds',
    'canaryRuns',
  );
  return [
    {
      sid: 'ReadPosture',
      actions: actions.filter((action) => action !== put && action !== update),
      resources,
    },
    {
      sid: 'WritePosture',
      actions: [update],
      resources,
      conditions: leadingKeysCondition('StringLike', ANY_ACCOUNT_KEY),
    },
    {
      sid: 'RecordNotifications',
      actions: [put],
      resources,
      conditions: leadingKeysCondition('StringLike', ANY_SENT_NOTIFICATION_KEY, ANY_CANARY_KEY),
    },
    {
      sid: 'AcknowledgeBreaker',
      actions: [put],
      resources,
      conditions: {
        'ForAllValues:StringEquals': {
          'dynamodb:LeadingKeys': [RESERVED_KEYS.breaker],
          'dynamodb:Attributes': [TABLES.posture.partitionKey, ...ACKNOWLEDGEMENT_ATTRIBUTES],
        },
        Null: { 'dynamodb:LeadingKeys': 'false', 'dynamodb:Attributes': 'false' },
      },
    },
    scopeAuditRequestPermission(tables),
  ];
}

/**
 * What the listener writes to the posture table: the heartbeats of accounts, the notifications that it sent, and requests for audits. Its
 * messages are written by anyone in the organization, so it can neither change what is recorded of an account nor touch the breaker.
 */
export function listenerPosturePermissions(tables: Tables): Permission[] {
  const resources = [tables.posture.tableArn];
  return [
    {
      sid: 'RecordHeartbeats',
      actions: actionsOf('heartbeatRecorder'),
      resources,
      conditions: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [ANY_ACCOUNT_KEY] },
        'ForAllValues:StringEquals': {
          'dynamodb:Attributes': [TABLES.posture.partitionKey, ...HEARTBEAT_ATTRIBUTES],
        },
        Null: { 'dynamodb:LeadingKeys': 'false', 'dynamodb:Attributes': 'false' },
        StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD', 'UPDATED_NEW'] },
      },
    },
    {
      sid: 'RecordNotifications',
      actions: actionsOf('sentNotifications'),
      resources,
      conditions: leadingKeysCondition('StringLike', ANY_SENT_NOTIFICATION_KEY),
    },
    scopeAuditRequestPermission(tables),
  ];
}

/** Twelve characters: the length of an account id and of no reserved key. */
const ANY_ACCOUNT_KEY = '?'.repeat(12);
const ANY_CANARY_KEY = `${CANARY_PREFIX}*`;
const ANY_SENT_NOTIFICATION_KEY = `${SENT_NOTIFICATION_PREFIX}*`;

/** `ForAllValues` is also true for a request without keys, so `Null` excludes those. */
function leadingKeysCondition(
  operator: 'StringEquals' | 'StringLike',
  ...keys: readonly string[]
): iam.Conditions {
  return {
    [`ForAllValues:${operator}`]: { 'dynamodb:LeadingKeys': [...keys] },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  };
}
