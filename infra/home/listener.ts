import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ownBoundary } from '../../src/installation/boundary.ts';
import type { Configuration } from '../../src/installation/configuration.ts';
import { resourceNames } from '../../src/installation/names.ts';
import { VARIABLES } from '../../src/runtime/environment.ts';
import { FUNCTIONS, LISTENER_SOURCES } from '../../src/runtime/resources.ts';
import type { Foundation } from './foundation.ts';
import { organizationReadPermissions } from './organization-reads.ts';
import { listenerPosturePermissions } from './posture-permissions.ts';
import { receiveFrom } from './queue-source.ts';
import { acknowledgeOrganizationWideAccess } from './root-sessions.ts';
import { configureService } from './service-environment.ts';
import { ServiceFunction } from './service-function.ts';

/**
 * The function that records what needs no audit: which accounts are heard, and what happened in them. It opens no root session, and its
 * queues are no one else's, so that a revert never waits for it.
 */
export class Listener extends ServiceFunction {
  /** @param sessionRoles the ARNs of the roles of rootguard that open root sessions */
  constructor(
    scope: Construct,
    id: string,
    configuration: Configuration,
    foundation: Foundation,
    sessionRoles: readonly string[],
  ) {
    const { key, queues, tables, notifications } = foundation;
    super(scope, id, {
      description: 'records which accounts are heard, and what happened in them',
      code: foundation.code(scope, 'listener'),
      ...FUNCTIONS.listener,
      logRetentionDays: configuration.logRetentionDays,
      key,
      roleName: resourceNames(configuration.namePrefix).roles.listener,
    });
    configureService(this, configuration);
    this.setVariable(VARIABLES.sessionRoles, sessionRoles.join(' '));
    if (configuration.canary !== undefined) {
      this.setVariable(VARIABLES.canaryAccountId, configuration.canary.accountId);
    }
    this.setVariable(VARIABLES.sessionPrincipals, this.principalsOf(configuration).join(' '));
    acknowledgeOrganizationWideAccess(this.role, configuration);
    this.role.allow(...organizationReadPermissions(configuration, ['accountDirectory']));
    this.setVariable(VARIABLES.namePrefix, configuration.namePrefix);
    this.setVariable(VARIABLES.deployerRoles, JSON.stringify(configuration.deployerRoles ?? []));
    const boundary = ownBoundary(configuration);
    if (boundary !== undefined) this.setVariable(VARIABLES.permissionsBoundary, boundary);
    if (key !== undefined) this.setVariable(VARIABLES.keyArn, key.keyArn);
    tables.grantListener(this);
    this.role.allow(...listenerPosturePermissions(tables));
    queues.grantListener(this);
    notifications.grantNotify(this);
    receiveFrom(this, 'Heartbeats', queues.heartbeats, LISTENER_SOURCES.heartbeats);
    receiveFrom(this, 'Activity', queues.activity, LISTENER_SOURCES.activity);
    receiveFrom(this, 'MemberActivity', queues.memberActivity, LISTENER_SOURCES.memberActivity);
  }
  /** Those that are not configured are in the partition that the stack is deployed to. */
  private principalsOf({ partition, sessionPrincipals }: Configuration): readonly string[] {
    const configured = `arn:${partition}:`;
    return sessionPrincipals.map((pattern) =>
      pattern.startsWith(configured)
        ? `arn:${Stack.of(this).partition}:${pattern.slice(configured.length)}`
        : pattern,
    );
  }
}
