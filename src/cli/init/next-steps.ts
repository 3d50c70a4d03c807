import { resolve } from 'node:path';
import { bootstrapCommand } from '../../domain/cdk-bootstrap.ts';
import type { Configuration } from '../../installation/configuration.ts';
import { CONFIGURATION_FILE } from '../../installation/file-name.ts';
import { resourceNames } from '../../installation/names.ts';
import { needsManagementStack, otherControlTowerRegion, sessionsStacks } from '../../installation/stacks.ts';
import { shellLine } from '../output/shell.ts';

/** A command line, and what it is for. */
export interface NextStep {
  readonly command: string;
  readonly purpose: string;
}

export interface NextStepsInput {
  readonly configuration: Configuration;
  /** The path of the file. */
  readonly file: string;
  /** With the CDK app; a package has templates instead. */
  readonly isCheckout: boolean;
  /** What starts rootguard, as `programOf` says. */
  readonly program: string;
  /** Where the commands are to be run, if not in the working directory: a checkout works in its own folder only. */
  readonly elsewhere: string | undefined;
  /** False where it is known that nothing has to be enabled. */
  readonly needsEnabling: boolean;
}

/** The commands from a written configuration to a running guardrail, in their order. */
export function nextSteps(given: NextStepsInput): readonly NextStep[] {
  const { configuration, needsEnabling, elsewhere } = given;
  const input = elsewhere === undefined ? given : { ...given, file: resolve(given.file) };
  const { homeAccountId, homeIsManagement } = configuration;
  const delegate = homeIsManagement ? '' : ` --delegate ${homeAccountId}`;
  return [
    ...(elsewhere === undefined
      ? []
      : [{ command: `cd ${shellLine(elsewhere)}`, purpose: 'the commands work in the checkout' }]),
    {
      command: rootguard(input, input.isCheckout ? 'preflight' : 'preflight --templates'),
      purpose: 'checks what would stand in the way',
    },
    ...(needsEnabling
      ? [
          {
            command: rootguard(input, `enable${delegate}`),
            purpose: 'turns centralized root access on, in the management account',
          },
        ]
      : []),
    ...(input.isCheckout ? cdkSteps(input) : templateSteps(input)),
    { command: rootguard(input, 'doctor'), purpose: 'checks everything that rootguard depends on' },
  ];
}

/** Profiles come from the file. */
function rootguard(input: NextStepsInput, command: string): string {
  return `${input.program} ${command}${isDefault(input) ? '' : ` --config ${shellLine(input.file)}`}`;
}

function templateSteps(input: NextStepsInput): readonly NextStep[] {
  return [
    {
      command: rootguard(input, 'template --out templates'),
      purpose: 'writes the CloudFormation templates, and prints how each is deployed',
    },
  ];
}

function cdkSteps(input: NextStepsInput): readonly NextStep[] {
  const { configuration, file } = input;
  const { homeAccountId, region, namePrefix, homeProfile, managementProfile } = configuration;
  const { stackSetsAccountId } = configuration;
  const controlTowerRegion = otherControlTowerRegion(configuration);
  const cdk = (command: string, profile: string | undefined) =>
    `${isDefault(input) ? '' : `ROOTGUARD_CONFIG=${shellLine(file)} `}npx cdk ${command}${profile === undefined ? '' : ` --profile ${shellLine(profile)}`}`;
  const { stacks } = resourceNames(namePrefix);
  const deploy = (stack: string, profile: string | undefined, purpose: string): NextStep => ({
    command: cdk(`deploy ${stack}`, profile),
    purpose,
  });
  const stackSetsProfile = stackSetsAccountId === homeAccountId ? homeProfile : managementProfile;
  return [
    {
      command: cdk(bootstrapCommand({ homeAccountId, region }), homeProfile),
      purpose: 'once in the home account: where the code of the functions is uploaded to',
    },
    deploy(stacks.data, homeProfile, 'tables, in the home account'),
    deploy(stacks.home, homeProfile, 'bus, queues, functions, alarms, in the home account'),
    ...(needsManagementStack(configuration)
      ? [deploy(stacks.management, managementProfile, 'forwards what the management account logs')]
      : []),
    deploy(stacks.members, stackSetsProfile, 'a StackSet: rules and one role in every covered account'),
    ...(controlTowerRegion === undefined
      ? []
      : [deploy(stacks.controlTower, managementProfile, `forwards from ${controlTowerRegion}`)]),
    ...sessionsStacks(configuration).map(({ where, name, region: other }) =>
      deploy(name, where === 'home' ? homeProfile : managementProfile, `forwards from ${other}`),
    ),
    ...(configuration.sessionRegions.length === 0
      ? []
      : [deploy(stacks.memberSessions, stackSetsProfile, 'a StackSet: rules in further Regions')]),
  ];
}

/** Whether the commands find the file without its name. */
function isDefault({ file, elsewhere = '.' }: NextStepsInput): boolean {
  return resolve(file) === resolve(elsewhere, CONFIGURATION_FILE);
}
