import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  EnableAWSServiceAccessCommand,
  OrganizationsClient,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations';
import * as v from 'valibot';
import { expect } from 'vitest';
import { CONTROL_TOWER_POLICY, FIRST_HOUR_WORLD, OWN_POLICY } from './first-hour-world.ts';
import { type Installation, type Run, runRootguard, startSandbox } from './installation.ts';

const checksDocument = v.object({
  checks: v.array(
    v.object({ id: v.string(), status: v.string(), detail: v.string(), fix: v.nullable(v.string()) }),
  ),
});

/** What an administrator of the new organization has at hand. */
export interface FirstHour {
  /** Runs a command with the profiles `management` and `security`, and no credentials in the environment. */
  readonly run: (...args: readonly string[]) => Promise<Run>;
  /** Its checks by id, and its exit code. */
  readonly check: (...args: readonly string[]) => Promise<Checks>;
  readonly organizations: OrganizationsClient;
}

export interface Checks {
  readonly code: number;
  readonly byId: ReadonlyMap<string, { status: string; detail: string; fix: string | null }>;
}

/** Serves the organization until the end of the test. */
export async function givenFirstHour(installed: Installation): Promise<FirstHour> {
  const world = join(installed.folder, 'organization.json');
  await writeFile(world, JSON.stringify(FIRST_HOUR_WORLD));
  const { AWS_ENDPOINT_URL = '' } = await startSandbox(installed, ['--org', world]);
  const profiles = join(installed.folder, 'aws-config');
  await writeFile(profiles, profileOf('management', '111111111111') + profileOf('security', '222222222222'));
  const variables = { AWS_ENDPOINT_URL, AWS_CONFIG_FILE: profiles, AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };
  const run = (...args: readonly string[]) => runRootguard(installed, args, variables);
  return {
    run,
    check: async (...args) => {
      const { code, stdout } = await run(...args, '--output', 'json');
      const { checks } = v.parse(checksDocument, JSON.parse(stdout));
      return { code, byId: new Map(checks.map(({ id, ...check }) => [id, check])) };
    },
    organizations: new OrganizationsClient({
      endpoint: AWS_ENDPOINT_URL,
      region: 'us-east-1',
      credentials: { accessKeyId: '111111111111', secretAccessKey: 'sandbox' },
    }),
  };
}

const profileOf = (name: string, account: string) =>
  `[profile ${name}]\naws_access_key_id = ${account}\naws_secret_access_key = sandbox\n`;

/** Does with each of the two policies exactly what preflight printed. */
export async function pasteExemptions({ organizations }: FirstHour, fix: string): Promise<void> {
  const [, parameters = ''] = /--parameters '(.*)'/.exec(fix) ?? [];
  const exempt = v
    .parse(v.array(v.object({ key: v.string(), value: v.array(v.string()) })), JSON.parse(parameters))
    .find(({ key }) => key === 'ExemptedPrincipalArns');
  const [statement] = CONTROL_TOWER_POLICY.content.Statement;
  const byControlTower = {
    ...statement,
    Condition: { ...statement?.Condition, ArnNotLike: { 'aws:PrincipalARN': exempt?.value } },
  };
  const [, own = ''] = new RegExp(`--policy-id ${OWN_POLICY.id} .*\\n(\\{\\n[^]*?\\n\\})`).exec(fix) ?? [];
  for (const [PolicyId, changed] of [
    [CONTROL_TOWER_POLICY.id, byControlTower],
    [OWN_POLICY.id, JSON.parse(own)],
  ]) {
    const Content = JSON.stringify({ Version: '2012-10-17', Statement: [changed] });
    await organizations.send(new UpdatePolicyCommand({ PolicyId, Content }));
  }
}

export async function giveStackSetsAccess({ organizations }: FirstHour): Promise<void> {
  const ServicePrincipal = 'member.org.stacksets.cloudformation.amazonaws.com';
  await organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal }));
}

/** The state of each account by its name, in what `audit --output json` printed. */
export function statesOf({ stdout }: Run): Readonly<Record<string, string>> {
  const document = v.object({ accounts: v.array(v.object({ name: v.string(), state: v.string() })) });
  const { accounts } = v.parse(document, JSON.parse(stdout));
  return Object.fromEntries(accounts.map(({ name, state }) => [name, state]));
}

/** Every file that the manifest names is there, as long as it says. */
export async function expectTemplates(folder: string): Promise<void> {
  const manifest = v.object({ files: v.array(v.object({ file: v.string(), bytes: v.number() })) });
  const { files } = v.parse(manifest, JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
  const names = files.map(({ file }) => file);
  expect(names).toEqual(
    expect.arrayContaining(['home.template.json', 'management.template.json', 'members.template.json']),
  );
  for (const { file, bytes } of files)
    expect([file, (await readFile(join(folder, file))).length]).toEqual([file, bytes]);
}
