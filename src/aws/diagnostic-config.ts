import type { AwsClients } from './clients.ts';

/** A diagnosis should not take long. */
const MAX_ATTEMPTS = 3;

/** For clients that only diagnoses need, with the credentials, the profile and the connections of the other clients. */
export function diagnosticConfig({ sts }: Pick<AwsClients, 'sts'>) {
  const { region, credentials, requestHandler } = sts.config;
  // The SDK's types say that there always is one.
  const profile: string | undefined = sts.config.profile;
  return { profile, config: { region, credentials, requestHandler, maxAttempts: MAX_ATTEMPTS } };
}
