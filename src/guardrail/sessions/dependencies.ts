import type { AccountId } from '../../domain/account.ts';
import type { SessionPrincipals } from '../../domain/session-principals.ts';
import type { NotifyDependencies } from '../notify/dependencies.ts';
import type { ExceptionReader } from '../ports/exceptions.ts';
import type { AccountDirectory } from '../ports/organization.ts';
import type { SessionReader, SessionRegister } from '../ports/session-register.ts';

/** For recording who opened root sessions, and notifying those that nobody expects. */
export interface SessionDependencies extends NotifyDependencies {
  readonly managementAccountId: AccountId;
  readonly homeAccountId: AccountId;
  readonly sessionPrincipals: SessionPrincipals;
  readonly sessionRegister: SessionRegister;
  readonly sessionReader: Pick<SessionReader, 'readForeign'>;
  readonly directory: AccountDirectory;
  readonly exceptions: ExceptionReader;
}
