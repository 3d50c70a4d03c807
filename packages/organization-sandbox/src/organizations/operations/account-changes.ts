import { displayTimestamp } from '../../cloudtrail/format.ts';
import { AwsError } from '../../contract/aws-error.ts';
import type { Operation } from '../../contract/operation.ts';
import {
  constraintViolation,
  type OrganizationsContext,
  requireAccount,
  requireManagement,
  text,
} from '../context.ts';

/** How long a closed account is PENDING_CLOSURE before it is CLOSED. */
const CLOSURE_SECONDS = 60;

export const moveAccount =
  (context: OrganizationsContext): Operation =>
  (call) => {
    requireManagement(context, call);
    const account = requireAccount(context, text(call, 'AccountId'));
    const source = text(call, 'SourceParentId');
    const destination = text(call, 'DestinationParentId');
    if (account.parent !== source) {
      throw new AwsError(
        'SourceParentNotFoundException',
        "We can't find a source root or OU with the ParentId that you specified.",
      );
    }
    if (!context.organization.isParent(destination)) {
      throw new AwsError(
        'DestinationParentNotFoundException',
        "We can't find the destination container (a root or OU) with the ParentId that you specified.",
      );
    }
    if (source === destination) {
      throw new AwsError('DuplicateAccountException', 'The account is already in the destination.');
    }
    account.parent = destination;
    return {};
  };

export const closeAccount =
  (context: OrganizationsContext): Operation =>
  (call) => {
    requireManagement(context, call);
    const account = requireAccount(context, text(call, 'AccountId'));
    if (context.organization.isManagement(account.id)) {
      throw constraintViolation(
        'CANNOT_CLOSE_MANAGEMENT_ACCOUNT',
        'You cannot close the management account.',
      );
    }
    if (account.state !== 'ACTIVE') {
      throw new AwsError(
        'AccountAlreadyClosedException',
        'You attempted to close an account that is already closed.',
      );
    }
    account.state = 'PENDING_CLOSURE';
    const { clock, emit, serviceEvents } = context;
    clock.setTimer(new Date(call.now.getTime() + CLOSURE_SECONDS * 1000), () => {
      account.state = 'CLOSED';
      emit(
        serviceEvents.result('CloseAccountResult', {
          closeAccountStatus: {
            accountId: account.id,
            state: 'SUCCEEDED',
            requestedTimestamp: displayTimestamp(call.now),
            completedTimestamp: displayTimestamp(clock.now()),
          },
        }),
      );
    });
    return {};
  };
