import { describe, expect, it } from 'vitest';
import { runCli } from './cli.ts';

/** None of these calls AWS. */
const CASES: readonly (readonly [args: string, text: string])[] = [
  ['audit --account=', '--account: got ""'],
  ['audit --account 1234', '--account: got "1234"'],
  ['audit --ou ou-workloads', '--ou: got "ou-workloads"'],
  ['audit --output yaml', '--output: got "yaml"'],
  ['audit --output json --output csv', '--output: is given 2 times'],
  ['audit --profile=', '--profile: got ""'],
  ['audit --concurrency 0', '--concurrency: got "0", expected a whole number from 1 to 64'],
  ['audit --concurrency many', '--concurrency: got "many", expected a whole number from 1 to 64'],
  ['audit --triggers-queue-url here', '--triggers-queue-url: got "here", expected a URL'],
  ['audit --later-queue-url here', '--later-queue-url: got "here", expected a URL'],
  ['audit --sweep-queue-url here', '--sweep-queue-url: got "here", expected a URL'],
  ['audit --dead-letter-queue-url here', '--dead-letter-queue-url: got "here", expected a URL'],
  ['audit --topic-arn topic', '--topic-arn: got "topic", expected an ARN'],
  ['audit --exceptions-table=', '--exceptions-table: got ""'],
  ['audit --ledger-table=', '--ledger-table: got ""'],
  ['audit --posture-table=', '--posture-table: got ""'],
  ['audit --yes', "unknown option '--yes'"],
  ['enforce --reason=', '--reason: got ""'],
  ['enforce --ticket=', '--ticket: got ""'],
  ['enforce --dry-run=yes', '--dry-run'],
  ['recover --for 1h --reason x', '--account: is missing'],
  ['recover --account a --for 1h', '--reason: is missing'],
  ['recover --account a --reason x', '--for: is missing'],
  ['recover --account a --for 25h --reason x', '1d1h is longer than 1d'],
  ['recover --account a --for 0h --reason x', '--for: got "0h"'],
  ['recover --account a --for 1h --reason=', '--reason: got ""'],
  ['recover --account a --for soon --reason x', '--for: got "soon"'],
  ['recover --account a --for 11y --reason x', '--for: got "11y"'],
  ['recover --account a --for -1h --reason x', '--for: got "-1h"'],
  ['recover --account a --account b --for 1h --reason x', '--account: is given 2 times'],
  ['relock', '--account: is missing'],
  ['relock --account 12', '--account: got "12"'],
  [
    'exceptions add --organization --permanent --reason x --credential password',
    '--credential: got "password"',
  ],
  ['exceptions add --organization --until tomorrow --reason x -c access-key', '--until: got "tomorrow"'],
  ['exceptions add --organization --until 2026-12-31 --reason x -c access-key', '--until: got "2026-12-31"'],
  ['exceptions add --organization --for 1h --reason x -c access-key --id=', '--id: got ""'],
  ['exceptions add --ou r-root --for 1h --reason x -c access-key', '--ou: got "r-root"'],
  ['exceptions add --for 1d --reason x -c access-key', 'exactly one of --account, --ou and --organization'],
  ['exceptions add --organization -a x --for 1d --reason x -c access-key', 'exactly one of --account'],
  ['exceptions add --organization --reason x -c access-key', 'exactly one of --for, --until and --permanent'],
  ['exceptions add --organization --for 1d --permanent --reason x -c access-key', 'exactly one of --for'],
  ['exceptions add --organization --for 1d --reason x', '--credential: is missing'],
  ['exceptions add --organization --for 1d -c access-key', '--reason: is missing'],
  ['exceptions add --organization --for 1d --reason x -c login-profile --id x', 'narrows nothing'],
  ['exceptions revoke', '<scope>: is missing'],
  ['exceptions revoke organization', '<id>: is missing'],
  ['exceptions revoke payments x', '<scope>: got "payments"'],
  ['exceptions list --expiring soon', '--expiring: got "soon"'],
  ['exceptions revoke account#12 x', '<scope>: got "account#12"'],
  ['exceptions check all', 'too many arguments'],
  ['breaker status now', 'too many arguments'],
  ['breaker acknowledge', '--reason: is missing'],
  ['breaker acknowledge --reason=', '--reason: got ""'],
  ['breaker acknowledge --reason x --ticket=', '--ticket: got ""'],
  ['breaker acknowledge --reason x --account payments', "unknown option '--account'"],
  ['sandbox --port 70000', '--port: got "70000"'],
  ['sandbox --host=', '--host: got ""'],
  ['sandbox --guardrail delete', '--guardrail: got "delete"'],
  ['sandbox --output json', "unknown option '--output'"],
  ['demo --output json', "unknown option '--output'"],
];

/** Nothing listens there: a command that called AWS would fail for another reason than its input. */
const NOWHERE = {
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  AWS_ACCESS_KEY_ID: '222222222222',
  AWS_SECRET_ACCESS_KEY: 'sandbox',
};

describe.concurrent('invalid input exits 2 before any call to AWS', () => {
  it.each(CASES)('%s', async (args, text) => {
    const { code, stdout, stderr } = await runCli(args.split(' '), NOWHERE);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(text);
  });

  it.each([
    ['ROOTGUARD_MODE', 'delete'],
    ['ROOTGUARD_CONCURRENCY', '99'],
    ['ROOTGUARD_CONCURENCY', '8'],
    ['ROOTGUARD_LOG_LEVEL', 'loud'],
    ['ROOTGUARD_MAX_RECOVERY_SECONDS', '1'],
    ['ROOTGUARD_HOME_ACCOUNT_ID', 'home'],
  ])('for the environment variable %s=%s', async (variable, value) => {
    const { code, stderr } = await runCli(['audit'], { ...NOWHERE, [variable]: value });
    expect(code).toBe(2);
    expect(stderr).toContain(variable);
  });
});
