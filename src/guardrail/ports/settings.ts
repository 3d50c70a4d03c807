import type { Operator } from '../../domain/ledger-entry.ts';
import type { PolicyFacts, SettingsReading } from '../../domain/settings.ts';

export interface SettingsReader {
  /** Strongly consistent, and never from a cache: somebody may just have changed the mode. */
  read(): Promise<SettingsReading>;
}

/** What an operator was shown, and what is stored of it: only that is replaced. */
export interface SettingsToReplace {
  readonly reading: Exclude<SettingsReading, { type: 'unreadable' }>;
  /** The item as it is stored; undefined where there is none. */
  readonly stored: Readonly<Record<string, unknown>> | undefined;
}

export interface SettingsChange extends PolicyFacts {
  readonly version: number;
  readonly changedAt: Date;
  readonly operator: Operator;
}

/** Changes the settings, for operators' commands. */
export interface SettingsEditor {
  /** @throws AwsCallError */
  readToReplace(): Promise<SettingsToReplace>;
  /**
   * Idempotent for the same change.
   * `conflict` where somebody else has changed what decides since it was read, also by hand and without a new version.
   * @throws AwsCallError
   */
  write(change: SettingsChange, replaced: SettingsToReplace): Promise<'written' | 'conflict'>;
}
