import { join } from 'node:path';
import type { Configuration } from '../../installation/configuration.ts';
import type { MadeTemplates, StackSetTemplate, StackTemplate } from '../../installation/template-program.ts';
import { shellLine } from '../output/shell.ts';

/** Where no bucket was named. */
const SOME_BUCKET = 'BUCKET';

/** A command of the AWS CLI, and whose credentials it needs. */
export interface DeploymentStep {
  readonly accountId: string;
  readonly does: string;
  readonly command: string;
}

export interface TemplateFolder {
  readonly directory: string;
  readonly bucket: string | undefined;
  readonly configuration: Configuration;
}

/** The commands that deploy the templates, in their order. */
export function deploymentSteps(made: MadeTemplates, folder: TemplateFolder): readonly DeploymentStep[] {
  const { homeAccountId, region } = folder.configuration;
  const call = callFor(folder);
  const uploads = made.zips.map(({ file, key }) => ({
    accountId: homeAccountId,
    does: 'uploads the code of a function',
    command: call(homeAccountId, region, [
      's3',
      'cp',
      join(folder.directory, file),
      `s3://${folder.bucket ?? SOME_BUCKET}/${key}`,
    ]),
  }));
  return [
    ...uploads,
    ...made.templates.flatMap((template) =>
      template.type === 'stack' ? [deployStack(template, folder)] : createStackSet(template, folder),
    ),
    // Last: CloudFormation cannot delete a protected stack whose creation has failed.
    ...made.templates.flatMap((template) =>
      template.type === 'stack' && template.terminationProtection ? [protectStack(template, folder)] : [],
    ),
  ];
}

/**
 * The commands that update a StackSet, whose creation is no update; stacks are updated as they are created. An update reaches the
 * units that the StackSet has been deployed to; those that were added to the configuration need the second command.
 */
export function updateSteps(made: MadeTemplates, folder: TemplateFolder): readonly DeploymentStep[] {
  return made.templates.flatMap((template) => {
    if (template.type === 'stack') return [];
    const { accountId, name } = template;
    const command = callFor(folder)(accountId, template.region, [
      ...['cloudformation', 'update-stack-set'],
      ...stackSetArgs(template, folder),
      ...preferences(template),
    ]);
    return [
      { accountId, does: `updates ${name}`, command },
      {
        accountId,
        does: `deploys ${name} to units that were added to the configuration; needed only then, and may leave out those that have it`,
        command: createInstances(template, folder),
      },
    ];
  });
}

function deployStack(stack: StackTemplate, folder: TemplateFolder): DeploymentStep {
  const bucket = folder.bucket ?? SOME_BUCKET;
  const text = JSON.stringify(stack.template);
  const args = [
    ...['cloudformation', 'deploy', '--stack-name', stack.name],
    ...['--template-file', join(folder.directory, stack.file)],
    ...(text.includes('"AWS::IAM::') ? ['--capabilities', 'CAPABILITY_NAMED_IAM'] : []),
    // A template of more than 51,200 bytes has to be in a bucket.
    ...(text.includes('"AssetsBucket"')
      ? ['--s3-bucket', bucket, '--s3-prefix', 'rootguard', '--parameter-overrides', `AssetsBucket=${bucket}`]
      : []),
  ];
  return {
    accountId: stack.accountId,
    does: `creates or updates ${stack.name}`,
    command: callFor(folder)(stack.accountId, stack.region, args),
  };
}

function protectStack({ name, accountId, region }: StackTemplate, folder: TemplateFolder): DeploymentStep {
  return {
    accountId,
    does: `protects ${name} from deletion`,
    command: callFor(folder)(accountId, region, [
      ...['cloudformation', 'update-termination-protection', '--enable-termination-protection'],
      ...['--stack-name', name],
    ]),
  };
}

function createStackSet(stackSet: StackSetTemplate, folder: TemplateFolder): readonly DeploymentStep[] {
  const { accountId, region } = stackSet;
  const call = callFor(folder);
  return [
    {
      accountId,
      does: `creates ${stackSet.name}`,
      command: call(accountId, region, [
        ...['cloudformation', 'create-stack-set'],
        ...stackSetArgs(stackSet, folder),
        ...['--permission-model', 'SERVICE_MANAGED'],
        ...['--auto-deployment', 'Enabled=true,RetainStacksOnAccountRemoval=false'],
        ...['--managed-execution', 'Active=true'],
      ]),
    },
    {
      accountId,
      does: `deploys ${stackSet.name} to the member accounts`,
      command: createInstances(stackSet, folder),
    },
  ];
}

/** The configuration has at most 50 units, which is what one call takes. */
function createInstances(stackSet: StackSetTemplate, folder: TemplateFolder): string {
  const { accountId, region, regions, organizationalUnitIds, name, callAs } = stackSet;
  return callFor(folder)(accountId, region, [
    ...['cloudformation', 'create-stack-instances', '--stack-set-name', name],
    ...['--deployment-targets', `OrganizationalUnitIds=${organizationalUnitIds.join(',')}`],
    ...['--regions', ...regions],
    ...preferences(stackSet),
    ...['--call-as', callAs],
  ]);
}

function stackSetArgs({ name, file, callAs, tags }: StackSetTemplate, { directory }: TemplateFolder) {
  const pairs = Object.entries(tags).map(([key, value]) => JSON.stringify({ Key: key, Value: value }));
  return [
    ...['--stack-set-name', name, '--template-body', `file://${join(directory, file)}`],
    ...['--capabilities', 'CAPABILITY_IAM', '--call-as', callAs],
    ...(pairs.length > 0 ? ['--tags', ...pairs] : []),
  ];
}

function preferences({ operationPreferences }: StackSetTemplate) {
  const pairs = Object.entries(operationPreferences).map(([name, value]) => `${name}=${value}`);
  return ['--operation-preferences', pairs.join(',')];
}

function callFor({ configuration }: TemplateFolder) {
  return (accountId: string, region: string, args: readonly string[]) => {
    const { homeAccountId, managementAccountId, homeProfile, managementProfile } = configuration;
    const profiles = new Map([
      [managementAccountId, managementProfile],
      [homeAccountId, homeProfile],
    ]);
    const profile = profiles.get(accountId);
    return shellLine('aws', ...args, '--region', region, ...(profile ? ['--profile', profile] : []));
  };
}
