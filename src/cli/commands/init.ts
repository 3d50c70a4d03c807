import { existsSync } from 'node:fs';
import { InvalidInputError, RootguardError } from '../../domain/errors.ts';
import {
  type DiscoveredOrganization,
  discoverOrganization,
  isRootAccessReady,
} from '../../guardrail/operate/discover-organization.ts';
import { CONFIGURATION_FILE } from '../../installation/file-name.ts';
import { readVariables } from '../../runtime/environment.ts';
import type { CliContext } from '../context.ts';
import { refuseUnwritable, writeFilePieces } from '../files/write-file.ts';
import type { Answers } from '../init/answers.ts';
import type { ProposedConfiguration } from '../init/configuration.ts';
import { nextSteps } from '../init/next-steps.ts';
import { INIT_OPTIONS, type InitValues } from '../init/options.ts';
import { copySchema, findPackage, isIgnoredByGit, pageOf, schemaReference } from '../init/package-files.ts';
import { programOf } from '../init/program.ts';
import type { Result } from '../output/result.ts';
import { defineCommand } from '../program/command.ts';
import { type Conversation, openConversation } from '../terminal/conversation.ts';
import { describeDiscovered, initResult, notWrittenResult } from '../views/init.ts';

/** Nothing in it is secret. */
const READABLE_BY_ALL = 0o644;

export const init = defineCommand({
  description: [
    'Writes rootguard.json, which says what an installation is: the CDK app, the templates and every command read it. It asks at most six questions, or none where the options answer them, reads the rest from AWS (the organization, its units and accounts, delegated administrators, AWS Control Tower, the trail), and ends with the commands to go on with.',
    'It takes credentials of the management account, of a delegated administrator or of the home account; what those may not read is said and left out. It changes nothing in AWS.',
    'Without a terminal, or with --yes, --home and one of --organization-root and --ou are required. A file that exists is replaced only with --force or after a question.',
  ],
  acceptsAnyAccount: true,
  options: INIT_OPTIONS,
  ignoresConfiguration: true,
  check: ({ organizationRoot, units }) =>
    organizationRoot !== undefined && units.length > 0
      ? ['--organization-root and --ou exclude each other: the root covers all']
      : [],
  examples: [
    'rootguard init --profile management',
    'rootguard init --organization-root r-ab12 --home 222222222222 --email security@example.com --yes',
    'rootguard init --ou workloads --ou ou-ab12-cdef3456 --home security --tag cost-center=4711 --yes --out installation.json',
  ],
  exitCodes: {
    ok: 'the file was written',
    declined: 'a question was not answered; nothing was written',
  },
  async run(context, values) {
    const isAsking = context.terminal.interactive && !values.yes;
    if (!isAsking) requireAnswers(values);
    await refuseUnwritable(values.out);
    const conversation = isAsking ? openConversation(context.terminal, context.interrupted) : undefined;
    try {
      return await initialize(context, values, conversation);
    } finally {
      conversation?.close();
    }
  },
});

/** @throws InvalidInputError with everything that a question would have answered */
function requireAnswers({ home, organizationRoot, units, out, force }: InitValues): void {
  const issues = [
    ...(home === undefined ? ['--home: is missing'] : []),
    ...(organizationRoot === undefined && units.length === 0
      ? ['--organization-root or --ou: is missing']
      : []),
    ...(existsSync(out) && !force ? [`--out: ${out} exists already; replace it with --force`] : []),
  ];
  if (issues.length > 0) throw new InvalidInputError('invalid-command-line', 'command line', issues);
}

async function initialize(
  context: CliContext,
  values: InitValues,
  conversation: Conversation | undefined,
): Promise<Result> {
  if (conversation !== undefined && !(await mayReplace(conversation, values))) return notWrittenResult();
  const ports = await context.ports();
  context.say('Reading the organization …');
  const { createDiscoveryPorts } = await import('../../runtime/operator/discovery-ports.ts');
  const discovered = await discoverOrganization(createDiscoveryPorts(ports));
  for (const line of describeDiscovered(ports.target, discovered)) context.say(line);
  const { answersOfOptions, askForAnswers } = await import('../init/answers.ts');
  const deps = { ports, discovered, values, profile: await context.profile(), say: context.say };
  const answers =
    conversation === undefined ? await answersOfOptions(deps) : await askForAnswers(conversation, deps);
  if (answers === undefined) return notWrittenResult();
  const { proposeConfiguration } = await import('../init/configuration.ts');
  const proposed = proposeConfiguration(ports.target, answers, values, discovered);
  return write(values, proposed, answers, discovered);
}

async function mayReplace(conversation: Conversation, { out, force }: InitValues): Promise<boolean> {
  if (force || !existsSync(out)) return true;
  const answer = await conversation.ask(
    `${out} exists already. Type yes to replace it`,
    undefined,
    async (typed) => ({
      type: 'accepted',
      value: typed,
    }),
  );
  return answer === 'yes';
}

async function write(
  { out }: InitValues,
  { fields, configuration }: ProposedConfiguration,
  { home }: Answers,
  discovered: DiscoveredOrganization,
): Promise<Result> {
  const rootguard = findPackage();
  if (rootguard === undefined) {
    throw new RootguardError(
      'incomplete-installation',
      'rootguard.schema.json is missing above the command line',
    );
  }
  const { reference, copyFrom } = schemaReference(rootguard, out);
  const written = { $schema: reference, ...fields };
  await writeFilePieces(out, [`${JSON.stringify(written, null, 2)}\n`], READABLE_BY_ALL);
  if (copyFrom !== undefined) await copySchema(copyFrom, out);
  const isReady = isRootAccessReady(discovered.rootAccess, home, configuration.homeIsManagement);
  const steps = nextSteps({
    configuration,
    file: out,
    isCheckout: rootguard.isCheckout,
    program: programOf(rootguard, readVariables()),
    elsewhere: rootguard.isCheckout && rootguard.path !== process.cwd() ? rootguard.path : undefined,
    needsEnabling: isReady !== true,
  });
  return initResult(
    {
      file: out,
      fields: written,
      configuration,
      isIgnoredByGit: isIgnoredByGit(rootguard, out, CONFIGURATION_FILE),
      page: pageOf(rootguard, 'configuration.md'),
      steps,
    },
    discovered,
  );
}
