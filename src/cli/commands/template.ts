import { join } from 'node:path';
import { VERSION } from '../../runtime/version.ts';
import { writeFolder } from '../files/write-folder.ts';
import { makeTemplates } from '../operations/make-templates.ts';
import { requireConfiguration } from '../operations/require-configuration.ts';
import { optional, required } from '../options/option.ts';
import { notAccepted, text } from '../options/parsers.ts';
import { type Block, lines, type Result } from '../output/result.ts';
import { defineCommand } from '../program/command.ts';
import { type DeploymentStep, deploymentSteps, updateSteps } from '../views/template-steps.ts';

const OUT = required('--out <folder>', 'folder to write to; it is created if it is not there', text);

const ASSETS_BUCKET = optional(
  '--assets-bucket <bucket>',
  "bucket for the code of the functions, which the home account can read; the default of the home stack's parameter",
  parseBucket,
);

export const template = defineCommand({
  description: [
    'Writes plain CloudFormation templates, one for each stack and one for the StackSet, with the zips of the Lambda functions and a manifest of their SHA-256. They need neither the CDK nor its bootstrap. It prints the commands that deploy them, in their order; nothing is deployed and AWS is not called.',
    'What is deployed is described by rootguard.json, which `rootguard init` writes. A later run replaces what an earlier one has written into the folder, by its manifest, and removes what it does not make any more, so that nobody deploys that by accident. A file that was changed since is left and named, and other files are not touched.',
  ],
  options: { directory: OUT, assetsBucket: ASSETS_BUCKET },
  examples: [
    'rootguard template --out templates --assets-bucket example-rootguard-assets',
    'rootguard template --config other.json --out templates',
  ],
  exitCodes: { ok: 'the files are written' },
  async run(context, { directory, assetsBucket: bucket }): Promise<Result> {
    const configuration = await requireConfiguration(context);
    const made = await makeTemplates(configuration, bucket);
    const contents = new Map<string, Uint8Array | string>([
      ...made.templates.map(
        ({ file, template: body }) => [file, `${JSON.stringify(body, null, 1)}\n`] as const,
      ),
      ...made.zips.map(({ file, bytes }) => [file, bytes] as const),
    ]);
    const { files, removed, left } = await writeFolder(directory, contents, { version: VERSION });
    for (const file of left) {
      context.say(
        `${join(directory, file)} is of an earlier run and was changed since, so it is left. It is not of this configuration: do not deploy it.`,
      );
    }
    const folder = { directory, bucket, configuration };
    const deploy = deploymentSteps(made, folder);
    const update = updateSteps(made, folder);
    return {
      exit: 'ok',
      json: { directory, version: VERSION, files, removed, left, deploy, update },
      blocks: [
        {
          type: 'lines',
          lines: files.map(({ file, sha256 }) => `${sha256}  ${join(directory, file)}`),
          verbatim: true,
        },
        ...(removed.length > 0 ? [removedBlock(removed)] : []),
        lines('', 'To deploy:'),
        ...deploy.map(commandBlock),
        lines(
          '',
          'To update later, the same, but for the StackSet instead (its update does not reach units that were added to the configuration):',
        ),
        ...update.map(commandBlock),
        ...(bucket === undefined
          ? [
              lines(
                '',
                `BUCKET stands for a bucket in ${configuration.region} that the home account can read.`,
              ),
            ]
          : []),
      ],
      csv: {
        columns: ['file', 'sha256', 'bytes'],
        rows: files.map(({ file, sha256, bytes }) => [file, sha256, bytes]),
      },
    };
  },
});

function removedBlock(removed: readonly string[]): Block {
  return lines(
    '',
    `Removed what an earlier run has written and this one does not make: ${removed.join(', ')}. A stack that was deployed from it stays until you delete it.`,
  );
}

function commandBlock({ accountId, does, command }: DeploymentStep): Block {
  return { type: 'lines', lines: [`# in ${accountId}: ${does}`, command], verbatim: true };
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
function parseBucket(input: string): string {
  if (/^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(input)) return input;
  throw notAccepted('bucket', input, 'the name of a bucket');
}
