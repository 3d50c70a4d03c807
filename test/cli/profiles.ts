import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OnEnd } from 'organization-sandbox/testing/test-sandbox.ts';
import type { Variables } from './cli.ts';

/** Profiles of the AWS configuration files, each with credentials of that account, instead of credentials in the environment. */
export async function givenProfiles(
  onEnd: OnEnd,
  accounts: Readonly<Record<string, string>>,
): Promise<Variables> {
  const directory = await mkdtemp(join(tmpdir(), 'rootguard-profiles-'));
  onEnd(() => rm(directory, { recursive: true }));
  const credentials = join(directory, 'credentials');
  const profiles = Object.entries(accounts).map(
    ([name, id]) => `[${name}]\naws_access_key_id = ${id}\naws_secret_access_key = sandbox\n`,
  );
  await writeFile(credentials, profiles.join('\n'));
  return {
    AWS_ACCESS_KEY_ID: '',
    AWS_SECRET_ACCESS_KEY: '',
    AWS_SHARED_CREDENTIALS_FILE: credentials,
    AWS_CONFIG_FILE: join(directory, 'config'),
  };
}
