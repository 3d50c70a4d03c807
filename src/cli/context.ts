import { memoizeOne } from '../concurrency/memoize.ts';
import { settlePromise, unwrap } from '../concurrency/settled.ts';
import type { AccountId } from '../domain/account.ts';
import { plainText } from '../domain/plain-text.ts';
import type { RootRemover } from '../guardrail/ports/root-sessions.ts';
import type { WiringOptions } from '../runtime/connect.ts';
import { readVariables } from '../runtime/environment.ts';
import type { OperatorSettings } from '../runtime/operator/environment.ts';
import type { OperatorPorts } from '../runtime/operator/ports.ts';
import type { CallerIdentity } from './caller-identity.ts';
import { createInstallation, type Installation, type ProfileOwner } from './installation.ts';
import { type CommonValues, withOptionValues } from './options/common.ts';
import { formatDuration } from './options/duration.ts';
import type { OutputFormat } from './output/result.ts';
import type { Terminal } from './terminal/terminal.ts';

/** What a command uses. Everything that calls AWS is created on first use, so that other commands start at once. */
export interface CliContext {
  readonly terminal: Terminal;
  readonly outputFormat: OutputFormat;
  /** Aborted by Ctrl-C. A `graceful` command starts nothing new after that. */
  readonly interrupted: AbortSignal;
  readonly installation: Installation['file'];
  /** From the options, the environment and the file. @throws InvalidInputError `invalid-environment`, ConfigurationError */
  readonly settings: () => Promise<OperatorSettings>;
  /** Looks up the caller and the organization. @throws AwsCallError */
  readonly ports: () => Promise<OperatorPorts>;
  /**
   * The same with the credentials of another profile, for a command that needs two accounts.
   * @param organization as AWS has answered the first ones, if it has: policies may deny the others to ask
   * @throws AwsCallError
   */
  readonly portsOf: (profile: string, organization?: KnownOrganization) => Promise<OperatorPorts>;
  /** Only for a command that deletes. */
  readonly remover: () => Promise<RootRemover>;
  /** Prints a line on stderr; stdout is for the result. */
  readonly say: (line: string) => void;
  readonly profileOf: Installation['profileOf'];
  /** That of the credentials which the command needs; undefined also where the file cannot be used. Never fails. */
  readonly profile: () => Promise<string | undefined>;
  /** The identity of the credentials; undefined if the command has made no call, or it failed. */
  readonly identity: () => Promise<CallerIdentity | undefined>;
  /** Closes the connections. */
  readonly close: () => Promise<void>;
}

/** The options of every command, and what the command itself says. */
export interface ContextOptions extends Partial<CommonValues> {
  /** Default: home. */
  readonly credentials?: ProfileOwner | undefined;
  /** Does not warn where the credentials are of another account than the home account. */
  readonly acceptsAnyAccount?: true | undefined;
  /** Neither reads a configuration file nor fails on one. */
  readonly ignoresConfiguration?: true | undefined;
}

type KnownOrganization = Pick<OperatorPorts['target'], 'organizationId' | 'managementAccountId'>;

type Connect = (settings: OperatorSettings, options: WiringOptions) => Promise<OperatorPorts>;

/** @param connect connects to AWS; tests replace it */
export function createContext(
  terminal: Terminal,
  interrupted: AbortSignal,
  options: ContextOptions,
  connect: Connect = connectToAws,
): CliContext {
  const {
    credentials = 'home',
    acceptsAnyAccount = false,
    ignoresConfiguration = false,
    ...common
  } = options;
  const { file, profileOf } = createInstallation({
    isIgnored: ignoresConfiguration,
    config: common.config,
    profile: common.profile,
    variables: readVariables(),
    directory: process.cwd(),
  });
  const settings = memoizeOne(async () => {
    const { parseOperatorEnvironment } = await import('../runtime/operator/environment.ts');
    return parseOperatorEnvironment(withOptionValues(readVariables(), common), await file());
  });
  const say = (line: string) => {
    terminal.stderr.write(`${plainText(line)}\n`);
  };
  // A settled result: a rejected promise that is not awaited yet would end the process.
  let connecting: Promise<PromiseSettledResult<OperatorPorts>> | undefined;
  const ports = memoizeOne(async () => {
    const checked = await settings();
    const profile = await profileOf(credentials);
    connecting = settlePromise(connect(checked, profile === undefined ? {} : { aws: { profile } }));
    const { isWrong } = await import('../runtime/aws-clock.ts');
    const connected = unwrap(await connecting);
    const { clockAheadSeconds: ahead } = connected;
    if (isWrong(ahead)) say(describeWrongClock(ahead));
    const { homeAccountId } = checked;
    const { account } = connected.target.caller;
    if (
      credentials === 'home' &&
      !acceptsAnyAccount &&
      homeAccountId !== undefined &&
      homeAccountId !== account
    ) {
      say(describeOtherAccount(account, homeAccountId));
    }
    return connected;
  });
  const others: OperatorPorts[] = [];
  const connection = async () => {
    const settled = await connecting;
    return settled?.status === 'fulfilled' ? settled.value : undefined;
  };
  return {
    terminal,
    outputFormat: options.output ?? 'table',
    interrupted,
    installation: file,
    settings,
    ports,
    portsOf: async (profile, organization) => {
      const known = organization && {
        organizationId: organization.organizationId,
        managementAccountId: organization.managementAccountId,
      };
      const connected = await connect({ ...(await settings()), ...known }, { aws: { profile } });
      others.push(connected);
      return connected;
    },
    remover: async () => {
      const { createOperatorRemover } = await import('../runtime/operator/ports.ts');
      return createOperatorRemover(await ports());
    },
    say,
    profileOf,
    profile: () => profileOf(credentials).catch(() => undefined),
    identity: async () => {
      const open = await connection();
      if (open === undefined) return undefined;
      const { createRootAccess } = await import('../runtime/operator/root-access.ts');
      const reading = await createRootAccess(open).reader.readDelegatedAdministrators();
      return {
        target: open.target,
        delegatedAdministrators: reading.type === 'readable' ? reading.value : [],
        configuredHome: (await settings()).homeAccountId,
      };
    },
    close: async () => {
      const open = await connection();
      for (const connected of open === undefined ? others : [open, ...others]) connected.clients.destroy();
    },
  };
}

async function connectToAws(settings: OperatorSettings, options: WiringOptions): Promise<OperatorPorts> {
  const { connectOperator } = await import('../runtime/operator/ports.ts');
  return connectOperator(settings, options);
}

/** No error: while home moves to another account, commands are run in both. */
function describeOtherAccount(account: AccountId, homeAccountId: AccountId): string {
  return `warning: The home account is configured as ${homeAccountId}, but these credentials are of account ${account}. The command uses the tables and queues of ${account}.`;
}

function describeWrongClock(ahead: number): string {
  const difference = formatDuration(Math.abs(ahead));
  return `This machine's clock is ${difference} ${ahead < 0 ? 'behind' : 'ahead of'} that of AWS. The command uses the time of AWS; set the clock.`;
}
