import { type AccountId, isAccountId } from '../../domain/account.ts';
import type { StoredSession } from '../../domain/recorded-session.ts';
import type { SessionPeriod } from '../../guardrail/ports/session-register.ts';
import type { OperatorPorts } from '../../runtime/operator/ports.ts';
import { findOneAccount } from '../operations/find-one-account.ts';
import { accountText } from '../options/accounts.ts';
import { parseSince, resolveSince } from '../options/duration.ts';
import { flag, optional } from '../options/option.ts';
import { defineCommand } from '../program/command.ts';
import { sessionsResult } from '../views/sessions.ts';

const FOREIGN = flag(
  '--foreign',
  'only sessions that neither rootguard nor a role of sessionPrincipals has opened',
);
const ACCOUNT = optional(
  '-a, --account <account>',
  'only sessions in this account, by id or unique name',
  accountText,
);
const SINCE = optional(
  '--since <when>',
  'only sessions since then: a duration such as 7d, or a time',
  parseSince,
);

/** A sweep opens a session in every account. */
const ALL_SINCE = { secondsAgo: 7 * 24 * 60 * 60 };

export const sessions = defineCommand({
  description: [
    'Shows who opened root sessions (sts:AssumeRoot), oldest first, as CloudTrail has recorded it in the home account and in the management account: who, from where, in which account, for which task. Denied calls are marked.',
    'The register keeps 90 days. Without --account, --foreign and --since the last 7 days are shown, as every audit of rootguard opens a session too.',
  ],
  options: { foreign: FOREIGN, account: ACCOUNT, since: SINCE },
  examples: [
    'rootguard sessions --foreign',
    'rootguard sessions --account payments --since 1d',
    'rootguard sessions --foreign --since 30d --output json',
  ],
  exitCodes: { unknown: 'a row of the register cannot be read; the others are shown' },
  async run(context, { foreign, account: named, since: chosen }) {
    const ports = await context.ports();
    const account = named === undefined ? undefined : await accountOf(ports, named);
    const isEverything = account === undefined && !foreign;
    const from = chosen ?? (isEverything ? ALL_SINCE : undefined);
    const since = from && resolveSince(from, ports.clock.now());
    const stored = await collectSorted(read(ports, { account, foreign: foreign === true, since }));
    return sessionsResult({ account, foreign: foreign === true, since, stored });
  },
});

async function accountOf(ports: OperatorPorts, named: string): Promise<AccountId> {
  return isAccountId(named) ? named : (await findOneAccount(ports, named)).id;
}

interface Selection extends SessionPeriod {
  readonly account: AccountId | undefined;
  readonly foreign: boolean;
}

async function* read(
  { sessionReader, sessionArchive }: OperatorPorts,
  { account, foreign, since }: Selection,
): AsyncGenerator<StoredSession> {
  if (account === undefined) {
    yield* foreign ? sessionReader.readForeign({ since }) : sessionArchive.readAll({ since });
    return;
  }
  for await (const one of sessionReader.read(account, { since })) {
    if (!foreign || one.type === 'malformed' || one.session.foreign) yield one;
  }
}

/** The archive is in the order of its partitions. */
async function collectSorted(stored: AsyncIterable<StoredSession>): Promise<readonly StoredSession[]> {
  const all: StoredSession[] = [];
  for await (const one of stored) all.push(one);
  return all.toSorted((one, other) => timeOf(one) - timeOf(other));
}

function timeOf(stored: StoredSession): number {
  return stored.type === 'session' ? stored.session.at.getTime() : 0;
}
