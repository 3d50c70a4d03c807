import type { AccountId } from '../../domain/account.ts';
import { describeFailure } from '../../domain/aws-failure.ts';
import { InvalidInputError } from '../../domain/errors.ts';
import type { ValueReading } from '../../domain/reading.ts';
import { parse } from '../../domain/schema.ts';
import type { DiscoveredOrganization } from '../../guardrail/operate/discover-organization.ts';
import { resolveCoverage } from '../../guardrail/operate/resolve-coverage.ts';
import { type HomeResolution, resolveHome } from '../../guardrail/operate/resolve-home.ts';
import { email } from '../../installation/fields.ts';
import type { OperatorPorts } from '../../runtime/operator/ports.ts';
import type { Accepted, Conversation } from '../terminal/conversation.ts';
import type { InitValues } from './options.ts';

/** What only the operator knows. */
export interface Answers {
  readonly home: AccountId;
  /** Ids of units, or of the organization's root. */
  readonly coverage: readonly string[];
  readonly emails: readonly string[];
  readonly homeProfile: string | undefined;
  readonly managementProfile: string | undefined;
}

export interface AnswerDependencies {
  readonly ports: Pick<OperatorPorts, 'directory' | 'unitFinder' | 'target'>;
  readonly discovered: DiscoveredOrganization;
  readonly values: InitValues;
  /** The profile that the command itself runs with. */
  readonly profile: string | undefined;
  readonly say: (line: string) => void;
}

/** From the options alone. @throws InvalidInputError with every issue */
export async function answersOfOptions(deps: AnswerDependencies): Promise<Answers> {
  const { values } = deps;
  const home = await acceptHome(deps, values.home ?? '');
  const coverage = await acceptCoverage(deps, coverageOptions(values));
  const issues = [...issuesOf(home, '--home'), ...issuesOf(coverage, coverageOption(values))];
  if (home.type === 'refused' || coverage.type === 'refused') {
    throw new InvalidInputError('invalid-command-line', 'command line', issues);
  }
  tellIfNotCovered(deps, home.value, coverage.value);
  return {
    home: home.value.id,
    coverage: coverage.value,
    emails: values.emails,
    homeProfile: values.homeProfile ?? ownProfile(deps, home.value.id),
    managementProfile: values.managementProfile ?? ownProfile(deps, deps.ports.target.managementAccountId),
  };
}

/**
 * Asks for what the options leave open: five questions at most.
 * @returns undefined where the operator stopped answering
 */
export async function askForAnswers(
  conversation: Conversation,
  deps: AnswerDependencies,
): Promise<Answers | undefined> {
  const { values, ports } = deps;
  const { managementAccountId } = ports.target;
  const home = await askUnlessGiven(conversation, values.home, {
    option: '--home',
    question: 'Home account, which rootguard runs in, by id or name',
    byDefault: suggestedHome(deps),
    accept: (answer) => acceptHome(deps, answer),
  });
  if (home === undefined) return undefined;
  const given = coverageOptions(values);
  const coverage = await askUnlessGiven(conversation, given.length > 0 ? given.join(',') : undefined, {
    option: coverageOption(values),
    question: 'Organizational units to cover, ids or names with commas between them; the root covers all',
    byDefault: readableValue(deps.discovered.rootId),
    accept: (answer) => acceptCoverage(deps, commaSeparated(answer)),
  });
  if (coverage === undefined) return undefined;
  tellIfNotCovered(deps, home, coverage);
  const emails = await askUnlessGiven(conversation, values.emails.join(',') || undefined, {
    option: '--email',
    question: 'E-mail addresses to notify, with commas between them (optional)',
    accept: acceptEmails,
  });
  if (emails === undefined) return undefined;
  const homeProfile = await askForProfile(conversation, deps, values.homeProfile, home.id);
  if (homeProfile === undefined) return undefined;
  const managementProfile =
    home.id === managementAccountId
      ? homeProfile
      : await askForProfile(conversation, deps, values.managementProfile, managementAccountId);
  if (managementProfile === undefined) return undefined;
  return {
    home: home.id,
    coverage,
    emails,
    homeProfile: homeProfile || undefined,
    managementProfile: managementProfile || undefined,
  };
}

interface Question<Value> {
  /** The option that answers it. */
  readonly option: string;
  readonly question: string;
  readonly byDefault?: string | undefined;
  readonly accept: (answer: string) => Promise<Accepted<Value>>;
}

/** What an option says is not asked, unless it is refused. */
async function askUnlessGiven<Value>(
  conversation: Conversation,
  given: string | undefined,
  { option, question, byDefault, accept }: Question<Value>,
): Promise<Value | undefined> {
  if (given === undefined) return conversation.ask(question, byDefault, accept);
  const accepted = await accept(given);
  if (accepted.type === 'accepted') return accepted.value;
  throw new InvalidInputError('invalid-command-line', 'command line', issuesOf(accepted, option));
}

function askForProfile(
  conversation: Conversation,
  deps: AnswerDependencies,
  given: string | undefined,
  account: AccountId,
): Promise<string | undefined> {
  const { managementAccountId } = deps.ports.target;
  const role = account === managementAccountId ? 'management' : 'home';
  return askUnlessGiven(conversation, given, {
    option: `--${role}-profile`,
    question: `Profile of the AWS CLI for the ${role} account ${account} (optional)`,
    byDefault: ownProfile(deps, account),
    accept: async (answer) => ({ type: 'accepted', value: answer }),
  });
}

type Home = Omit<Extract<HomeResolution, { readonly type: 'found' }>, 'type'>;

async function acceptHome(deps: AnswerDependencies, answer: string): Promise<Accepted<Home>> {
  const { ports, discovered, say } = deps;
  const home = await resolveHome({ directory: ports.directory, accounts: discovered.accounts }, answer);
  if (home.type === 'issue') return { type: 'refused', issues: [home.issue] };
  if (home.unchecked !== undefined) {
    say(`Not checked that ${home.id} is in the organization: ${describeFailure(home.unchecked)}`);
  }
  return { type: 'accepted', value: home };
}

/** Root events of a member arrive through its forwarding rules, also if it is home. */
function tellIfNotCovered({ say }: AnswerDependencies, home: Home, coverage: readonly string[]): void {
  const { id, organizationalUnits } = home;
  if (organizationalUnits === undefined || coverage.some((covered) => covered.startsWith('r-'))) return;
  if (organizationalUnits.some((unit) => coverage.includes(unit))) return;
  say(
    `The home account ${id} is in none of the covered units: its own root credentials are found by sweeps only.`,
  );
}

async function acceptCoverage(
  { ports, discovered, say }: AnswerDependencies,
  named: readonly string[],
): Promise<Accepted<readonly string[]>> {
  const { rootId } = discovered;
  const { ids, issues, unchecked } = await resolveCoverage({ rootId, unitFinder: ports.unitFinder }, named);
  if (issues.length > 0) return { type: 'refused', issues };
  if (ids.length === 0) return { type: 'refused', issues: ['name at least one unit, or the root'] };
  if (unchecked !== undefined) {
    say(`Not checked that the organization has ${ids.join(', ')}: ${describeFailure(unchecked)}`);
  }
  return { type: 'accepted', value: ids };
}

async function acceptEmails(answer: string): Promise<Accepted<readonly string[]>> {
  const addresses = commaSeparated(answer);
  const issues = addresses
    .filter((address) => parse(email, address).type === 'invalid')
    .map((address) => `${JSON.stringify(address)} is no e-mail address`);
  return issues.length > 0 ? { type: 'refused', issues } : { type: 'accepted', value: addresses };
}

function issuesOf(accepted: Accepted<unknown>, option: string): readonly string[] {
  return accepted.type === 'refused' ? accepted.issues.map((issue) => `${option}: ${issue}`) : [];
}

function coverageOption({ organizationRoot }: InitValues): string {
  return organizationRoot === undefined ? '--ou' : '--organization-root';
}

function coverageOptions({ organizationRoot, units }: InitValues): readonly string[] {
  return organizationRoot === undefined ? units : [organizationRoot];
}

function commaSeparated(answer: string): readonly string[] {
  return answer
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** The delegated administrator for IAM, if there is one only. */
function suggestedHome({ discovered }: AnswerDependencies): string | undefined {
  const [one, ...others] = readableValue(discovered.rootAccess.delegatedAdministrators) ?? [];
  return others.length === 0 ? one : undefined;
}

/** The profile that the command runs with, if its credentials are of that account. */
function ownProfile({ ports, profile }: AnswerDependencies, account: AccountId): string | undefined {
  return ports.target.caller.account === account ? profile : undefined;
}

function readableValue<Value>(reading: ValueReading<Value>): Value | undefined {
  return reading.type === 'readable' ? reading.value : undefined;
}
