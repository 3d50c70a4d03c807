import { memoizeOne } from '../concurrency/memoize.ts';
import { CONFIGURATION_VARIABLE } from '../installation/file-name.ts';
import type { ConfigurationFile } from '../installation/read-file.ts';
import type { Variables } from '../runtime/environment.ts';

/** The accounts that a command may need credentials of. */
export type ProfileOwner = 'home' | 'management';

export interface InstallationInput {
  /** As if there were no file. */
  readonly isIgnored?: boolean;
  /** Option `--config`. */
  readonly config: string | undefined;
  /** Option `--profile`. */
  readonly profile: string | undefined;
  readonly variables: Variables;
  /** The working directory. */
  readonly directory: string;
}

/** What `rootguard.json` says to a command. */
export interface Installation {
  /**
   * `rootguard.json`, or the file that the option or the environment names; undefined where there is none.
   * @throws ConfigurationError
   */
  readonly file: () => Promise<ConfigurationFile | undefined>;
  /**
   * The profile of the AWS configuration files for credentials of that account: the option's, else the environment's, else the
   * file's; undefined where the SDK's own chain is used.
   * @throws ConfigurationError
   */
  readonly profileOf: (owner: ProfileOwner) => Promise<string | undefined>;
}

/** Credentials in the environment, which a profile would replace. @see https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html */
const CREDENTIAL_VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
];

/** The file is read on first use: many commands need none, or have everything in options. */
export function createInstallation({
  isIgnored = false,
  config,
  profile,
  variables,
  directory,
}: InstallationInput): Installation {
  const file = memoizeOne(async () => {
    if (isIgnored) return undefined;
    const { readConfigurationFile } = await import('../installation/read-file.ts');
    return readConfigurationFile(config ?? variables[CONFIGURATION_VARIABLE], directory);
  });
  return {
    file,
    async profileOf(owner) {
      const named = profile ?? (variables.AWS_PROFILE || undefined);
      if (named !== undefined || CREDENTIAL_VARIABLES.some((name) => variables[name])) return named;
      const { homeProfile, managementProfile } = (await file())?.configuration ?? {};
      return owner === 'home' ? homeProfile : managementProfile;
    },
  };
}
