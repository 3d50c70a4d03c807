import { describeWithRequestId } from '../../domain/aws-failure.ts';
import { MANAGEMENT_ROOT_EXPOSURES, type ManagementRoot } from '../../domain/management-root.ts';
import { type Check, notDetermined, ok, problem, warning } from './check.ts';

/** Whether the root user that no root session reaches has MFA, and nothing but its password. */
export function checkManagementRoot(root: ManagementRoot): Check {
  const id = 'management-root';
  switch (root.state) {
    case 'protected':
      return ok(id, `MFA, no access key, no signing certificate; read ${root.readAt?.toISOString()}`);
    case 'exposed': {
      const exposures = root.exposures.map((exposure) => MANAGEMENT_ROOT_EXPOSURES[exposure]);
      return problem(
        id,
        exposures.map(({ text }) => text).join(' '),
        exposures.map(({ advice }) => advice).join(' '),
      );
    }
    case 'unknown':
      return unknown(root);
  }
}

function unknown({ why, failure, readAt }: Extract<ManagementRoot, { state: 'unknown' }>): Check {
  const id = 'management-root';
  const advice =
    'The sweeper reads it after each sweep by a role of the stack of the management account: deploy that stack and the home stack. Until then look at it by hand: management-root-exposed in the runbook.';
  switch (why) {
    case 'never-read':
      return warning(id, 'not known: it has never been read', advice);
    case 'unreadable':
      return notDetermined(id, describeWithRequestId(failure), advice);
    case 'stale':
      return notDetermined(id, `not known: it was last read ${readAt?.toISOString()}`, advice);
    case 'malformed':
      return notDetermined(id, 'its stored record does not parse', advice);
  }
}
