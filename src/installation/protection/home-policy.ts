import {
  ALARM_CHANGES,
  BUS_CHANGES,
  CHAT_CHANGES,
  EVENT_SOURCE_CHANGES,
  FUNCTION_CHANGES,
  IAM_CHANGES,
  KEY_CHANGES,
  LOG_CHANGES,
  QUEUE_CHANGES,
  SCHEDULE_CHANGES,
  STACK_CHANGES,
  TABLE_CHANGES,
  TOPIC_CHANGES,
} from './change-actions.ts';
import { homeArns } from './installation-arns.ts';
import { denyUnless, type PolicyDocument, type PolicyStatement } from './policy-document.ts';
import { deploying, type Principals } from './principals.ts';
import type { ProtectedInstallation } from './protected-installation.ts';

/** Only a deployment changes the service and its data. */
export function homePolicy(installation: ProtectedInstallation, principals: Principals): PolicyDocument {
  const arns = homeArns(installation);
  const changing = deploying(principals);
  return {
    Version: '2012-10-17',
    Statement: [
      denyUnless(changing, {
        Sid: 'KeepTheService',
        Action: [
          ...ALARM_CHANGES,
          ...BUS_CHANGES,
          ...CHAT_CHANGES,
          ...FUNCTION_CHANGES,
          ...LOG_CHANGES,
          ...QUEUE_CHANGES,
          ...SCHEDULE_CHANGES,
          ...TABLE_CHANGES,
          ...TOPIC_CHANGES,
        ],
        Resource: [
          arns.alarms,
          arns.archives,
          arns.bus,
          arns.chat,
          arns.dashboard,
          ...arns.functions,
          ...arns.logGroups,
          ...arns.queues,
          ...arns.scheduleGroups,
          ...arns.schedules,
          ...arns.sessionsAlarms,
          ...arns.sessionsQueues,
          ...arns.tables,
          ...arns.backups,
          arns.topic,
        ],
      }),
      denyUnless(changing, {
        Sid: 'KeepItsRoles',
        Action: IAM_CHANGES,
        Resource: [...arns.roles, ...arns.policies],
      }),
      // They have generated ids, so their function tells whose they are.
      denyUnless(changing, {
        Sid: 'KeepItsEventSources',
        Action: EVENT_SOURCE_CHANGES,
        Resource: '*',
        Condition: { ArnLike: { 'lambda:FunctionArn': arns.functions } },
      }),
      denyUnless(changing, {
        Sid: 'KeepItsStacks',
        Action: STACK_CHANGES,
        Resource: [...arns.stacks, arns.bootstrapStack],
      }),
      ...keyStatements(installation, changing),
    ],
  };
}

function keyStatements(
  { customerManagedKey, keyArn, ...place }: ProtectedInstallation,
  changing: readonly string[],
): readonly PolicyStatement[] {
  const { keys, keyAlias } = homeArns({ ...place });
  if (keyArn !== undefined) {
    return [denyUnless(changing, { Sid: 'KeepItsKey', Action: KEY_CHANGES, Resource: keyArn })];
  }
  if (!customerManagedKey) return [];
  const alias = keyAlias.slice(keyAlias.lastIndexOf(':') + 1);
  return [
    // Its id is generated. The alias, by which it is known, can neither be deleted nor be pointed elsewhere.
    denyUnless(changing, {
      Sid: 'KeepItsKey',
      Action: KEY_CHANGES,
      Resource: keys,
      Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias } },
    }),
    denyUnless(changing, { Sid: 'KeepItsAlias', Action: KEY_CHANGES, Resource: keyAlias }),
  ];
}
