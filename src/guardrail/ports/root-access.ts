import type { AccountId } from '../../domain/account.ts';
import type { AwsFailure } from '../../domain/aws-failure.ts';
import type { ValueReading } from '../../domain/reading.ts';
import type { FeaturesReader, OrganizationFeature } from './organization.ts';

export type Change =
  | { readonly type: 'changed' }
  | { readonly type: 'refused'; readonly failure: AwsFailure };

/** What the organization has to have switched on before root sessions can be opened. */
export interface RootAccessReader extends FeaturesReader {
  /** Whether IAM has trusted access to the organization. */
  readTrustedAccess(): Promise<ValueReading<boolean>>;
  /** The delegated administrators for IAM. */
  readDelegatedAdministrators(): Promise<ValueReading<readonly AccountId[]>>;
}

/** Switching on is for the management account alone; a delegated administrator can switch the features off. */
export interface RootAccessSwitch {
  enableTrustedAccess(): Promise<Change>;
  enableFeature(feature: OrganizationFeature): Promise<Change>;
  disableFeature(feature: OrganizationFeature): Promise<Change>;
  registerDelegatedAdministrator(account: AccountId): Promise<Change>;
}
