import type { AccountId } from '../../domain/account.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import type { ValueReading } from '../../domain/reading.ts';
import type { FeaturesReader, OrganizationFeature } from './organization.ts';

export type Change =
  | { readonly type: 'changed' }
  | { readonly type: 'refused'; readonly failure: AwsFailure };

/** The settings of the organization that root sessions depend on. */
export interface RootAccessReader extends FeaturesReader {
  /** Whether IAM has trusted access to the organization. */
  readTrustedAccess(): Promise<ValueReading<boolean>>;
  /** The delegated administrators for IAM. */
  readDelegatedAdministrators(): Promise<ValueReading<readonly AccountId[]>>;
}

/** Only the management account can switch something on; a delegated administrator can switch the features off. */
export interface RootAccessSwitch {
  enableTrustedAccess(): Promise<Change>;
  enableFeature(feature: OrganizationFeature): Promise<Change>;
  disableFeature(feature: OrganizationFeature): Promise<Change>;
  registerDelegatedAdministrator(account: AccountId): Promise<Change>;
}
