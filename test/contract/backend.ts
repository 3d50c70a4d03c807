import type { Breaker } from '../../src/guardrail/ports/breaker.ts';
import type { CanaryRuns } from '../../src/guardrail/ports/canary-runs.ts';
import type { DeploymentRecord } from '../../src/guardrail/ports/deployment-record.ts';
import type { DigestProgressStore, FindingCounter } from '../../src/guardrail/ports/digest-progress.ts';
import type {
  ExceptionEditor,
  ExceptionReader,
  ExceptionWatch,
} from '../../src/guardrail/ports/exceptions.ts';
import type { GraceEnds } from '../../src/guardrail/ports/grace-ends.ts';
import type { HeartbeatRecorder, SilenceStore } from '../../src/guardrail/ports/hearing.ts';
import type { Ledger, LedgerArchive, LedgerReader } from '../../src/guardrail/ports/ledger.ts';
import type { ManagementRootStore } from '../../src/guardrail/ports/management-root.ts';
import type {
  AuditTimes,
  PostureReader,
  PostureRecorder,
  PostureStore,
} from '../../src/guardrail/ports/posture.ts';
import type { RequestedScopes } from '../../src/guardrail/ports/requested-scopes.ts';
import type { SentNotifications } from '../../src/guardrail/ports/sent-notifications.ts';
import type {
  SessionArchive,
  SessionReader,
  SessionRegister,
} from '../../src/guardrail/ports/session-register.ts';
import type { SettingsEditor, SettingsReader } from '../../src/guardrail/ports/settings.ts';
import type { SweepProgressStore } from '../../src/guardrail/ports/sweep-progress.ts';

/** The ports that are stored in tables, over the same empty tables. */
export interface TableBackend {
  readonly ledger: Ledger;
  readonly ledgerReader: LedgerReader;
  readonly ledgerArchive: LedgerArchive;
  readonly posture: PostureStore;
  readonly postureRecorder: PostureRecorder;
  readonly postures: PostureReader;
  readonly findings: FindingCounter;
  readonly digestProgress: DigestProgressStore;
  readonly heartbeats: HeartbeatRecorder;
  readonly silence: SilenceStore;
  readonly auditTimes: AuditTimes;
  readonly breaker: Breaker;
  readonly sentNotifications: SentNotifications;
  readonly sweepProgress: SweepProgressStore;
  readonly requestedScopes: RequestedScopes;
  readonly graceEnds: GraceEnds;
  readonly canaryRuns: CanaryRuns;
  readonly canaryRunReader: Pick<CanaryRuns, 'read'>;
  readonly deploymentRecord: DeploymentRecord;
  readonly managementRoot: ManagementRootStore;
  readonly sessionRegister: SessionRegister;
  readonly sessionReader: SessionReader;
  readonly sessionArchive: SessionArchive;
  readonly settingsReader: SettingsReader;
  readonly settingsEditor: SettingsEditor;
  readonly exceptionReader: ExceptionReader;
  readonly exceptionWatch: ExceptionWatch;
  readonly exceptionEditor: ExceptionEditor;
  /** Writes a row as edited by hand in the DynamoDB console. */
  putRow(row: Readonly<Record<string, unknown>>): Promise<void>;
  /** Writes the item of the settings as edited by hand; undefined deletes it. */
  putSettings(item: Readonly<Record<string, unknown>> | undefined): Promise<void>;
  /** The next call of this operation takes effect, but its response is lost, so the SDK retries it. */
  dropResponse(operation: 'PutItem' | 'UpdateItem'): Promise<void>;
  close(): Promise<void>;
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
