import { isAccountId } from '../../domain/account.ts';
import type { ProbedAccount } from '../../guardrail/doctor/root-session-checks.ts';
import { selectAccounts } from '../../guardrail/operate/select-accounts.ts';
import type { OperatorPorts } from '../../runtime/operator/ports.ts';

/** The account in which a root session is to be tried. An id is used even if Organizations does not describe it. */
export async function memberNamed(ports: OperatorPorts, account: string): Promise<ProbedAccount | undefined> {
  const { members } = await selectAccounts(ports, { accounts: [account], organizationalUnits: [] });
  const [member] = members;
  return member ?? (isAccountId(account) ? { id: account, name: 'its name is not known' } : undefined);
}
