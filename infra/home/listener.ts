import type { Construct } from 'constructs';
import type { Configuration } from '../../src/installation/configuration.ts';
import { FUNCTIONS, LISTENER_SOURCES } from '../../src/runtime/resources.ts';
import type { Foundation } from './foundation.ts';
import { receiveFrom } from './queue-source.ts';
import { configureService } from './service-environment.ts';
import { ServiceFunction } from './service-function.ts';

/**
 * The function that records what needs no audit: which accounts are heard, and what happened in them. It opens no root session, and its
 * queues are no one else's, so that a revert never waits for it.
 */
export class Listener extends ServiceFunction {
  constructor(scope: Construct, id: string, configuration: Configuration, foundation: Foundation) {
    const { key, queues, tables, notifications } = foundation;
    super(scope, id, {
      description: 'records which accounts are heard, and what happened in them',
      code: foundation.code(scope, 'listener'),
      ...FUNCTIONS.listener,
      logRetentionDays: configuration.logRetentionDays,
      key,
    });
    configureService(this, configuration);
    tables.grantListener(this);
    queues.grantListener(this);
    notifications.grantNotify(this);
    receiveFrom(this, 'Heartbeats', queues.heartbeats, LISTENER_SOURCES.heartbeats);
    receiveFrom(this, 'Activity', queues.activity, LISTENER_SOURCES.activity);
  }
}
