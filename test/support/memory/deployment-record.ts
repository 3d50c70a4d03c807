import type { DeploymentFacts, DeploymentRecord } from '../../../src/guardrail/ports/deployment-record.ts';
import type { CallLog } from './call-log.ts';

export function createMemoryDeploymentRecord(log: CallLog): DeploymentRecord {
  let stored: DeploymentFacts | undefined;
  return {
    async read() {
      await log.enter('deploymentRecord.read');
      return stored;
    },
    async write(facts) {
      await log.enter('deploymentRecord.write');
      stored = facts;
    },
  };
}
