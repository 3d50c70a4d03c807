import type { ObservationTarget, ObservedTask } from 'organization-sandbox/testing/observations.ts';
import type { AwsClients } from '../../src/aws/clients.ts';
import { createAccountDirectory } from '../../src/aws/organizations/account-directory.ts';
import { createAccountLister } from '../../src/aws/organizations/account-lister.ts';
import { createFeaturesReader } from '../../src/aws/organizations/features-reader.ts';
import { createRootAuditor } from '../../src/aws/root-session/root-auditor.ts';
import { createRootRecoverer } from '../../src/aws/root-session/root-recoverer.ts';
import { createRootRemover } from '../../src/aws/root-session/root-remover.ts';
import { createRootSessions, type OpenRootSession } from '../../src/aws/root-session/root-session.ts';
import type { RootTask } from '../../src/aws/root-session/root-tasks.ts';
import { parseAccountId } from '../../src/domain/account.ts';
import { systemPlatform } from '../../src/runtime/system.ts';
import { type AnyOrganization, opened } from '../contract/on-any-organization.ts';

import type { LiveTarget } from './target.ts';

/** No account has this id. */
const NOBODY = parseAccountId('000000000000');

/** How far the clock of this machine and AWS's may be apart. */
const TOLERANCE_MILLISECONDS = 60_000;

/** The ports, as rootguard itself uses them. */
export function portsOn(
  clients: AwsClients,
  { partition, managementAccountId, account }: Omit<LiveTarget, 'callerArn' | 'organizationId'>,
): AnyOrganization {
  const open = createRootSessions({ ...clients, partition });
  const { clock } = systemPlatform;
  return {
    auditor: createRootAuditor(open),
    remover: createRootRemover(open),
    recoverer: createRootRecoverer(open),
    directory: createAccountDirectory({ client: clients.organizations, managementAccountId, clock }),
    lister: createAccountLister({ client: clients.organizations, managementAccountId }),
    features: createFeaturesReader(clients.iam),
    managementAccountId,
    compliant: account,
    notInOrganization: NOBODY,
  };
}

/** The clients, for questions about AWS's exact messages. */
export function observationTarget(clients: AwsClients, target: LiveTarget): ObservationTarget {
  const { sts, iam, sqs } = clients;
  const open = createRootSessions({ ...clients, partition: target.partition });
  return {
    ...target,
    sts,
    iam,
    sqs,
    session: sessionsOf(open, target),
    inSeconds: (seconds) => near(new Date(systemPlatform.clock.now().getTime() + seconds * 1000)),
    accountCreatedAt: ANY_DATE,
  };
}

const TASKS = {
  IAMAuditRootUserCredentials: 'audit',
  IAMCreateRootUserPassword: 'create-password',
  IAMDeleteRootUserCredentials: 'delete',
} as const satisfies Record<ObservedTask, RootTask>;

/** One session for each task: AssumeRoot is tightly rate-limited. */
function sessionsOf(open: OpenRootSession, { account }: LiveTarget): ObservationTarget['session'] {
  const sessions = new Map<ObservedTask, ReturnType<ObservationTarget['session']>>();
  return (task) => {
    const session = sessions.get(task) ?? open(account, TASKS[task]).then(opened);
    sessions.set(task, session);
    return session;
  };
}

const ANY_DATE = { asymmetricMatch: (value: unknown) => value instanceof Date, toString: () => 'any Date' };

/** An asymmetric matcher, as vitest's own `expect.any`. */
function near(expected: Date) {
  const isNear = (value: Date) => Math.abs(value.getTime() - expected.getTime()) <= TOLERANCE_MILLISECONDS;
  return {
    asymmetricMatch: (value: unknown) => value instanceof Date && isNear(value),
    toString: () => `about ${expected.toISOString()}`,
  };
}
