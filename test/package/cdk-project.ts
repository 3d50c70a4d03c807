import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EXAMPLE } from '../infra/synthesis.ts';
import { type Installation, ROOT } from './installation.ts';

const TEXT = [
  "import { App, Stack } from 'aws-cdk-lib/core';",
  "import { Rootguard } from 'rootguard/cdk';",
  '',
  "const app = new App({ outdir: 'cdk.out' });",
  "new Stack(app, 'another');",
  "const { stacks } = new Rootguard(app, 'Guardrail', {",
  `  configuration: ${JSON.stringify(EXAMPLE)},`,
  '});',
  "stacks.home.templateOptions.metadata = { owner: 'security' };",
  'app.synth();',
  '',
].join('\n');

/** The CDK app of somebody who has stacks of their own. */
export const APP = TEXT;

/** What the compiler has to refuse. */
const MISTAKES = `
// @ts-expect-error: misspelt
new Rootguard(app, 'Other', { configuration: { ...${JSON.stringify(EXAMPLE)}, mdoe: 'observe' } });
// @ts-expect-error: a required field is missing
new Rootguard(app, 'More', { configuration: { organizationId: 'o-exampleorgid' } });
`;

const TSCONFIG = {
  compilerOptions: { strict: true, module: 'nodenext', target: 'esnext', noEmit: true, skipLibCheck: false },
  files: ['app.ts'],
};

/** A project with a CDK app, which has installed the package and the CDK. @returns its folder */
export async function givenCdkProject(installed: Installation): Promise<string> {
  const project = join(dirname(installed.folder), 'cdk-project');
  await mkdir(join(project, 'node_modules/@types'), { recursive: true });
  await cp(installed.package, join(project, 'node_modules/rootguard'), { recursive: true });
  for (const name of ['aws-cdk-lib', 'constructs', '@types/node'])
    await symlink(join(ROOT, 'node_modules', name), join(project, 'node_modules', name));
  await writeFile(join(project, 'package.json'), '{ "type": "module", "private": true }\n');
  await writeFile(join(project, 'app.mjs'), APP);
  await writeFile(join(project, 'app.ts'), `${APP}${MISTAKES}`);
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  return project;
}
