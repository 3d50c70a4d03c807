import { type CloudWatchLogsClient, paginateDescribeMetricFilters } from '@aws-sdk/client-cloudwatch-logs';
import { type EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { GetDetectorCommand, type GuardDutyClient, ListDetectorsCommand } from '@aws-sdk/client-guardduty';
import type { MetricFilter } from '../../guardrail/ports/account-inspection.ts';
import { callAws, readPages } from '../aws-call.ts';
import { present } from '../failures.ts';

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeMetricFilters.html */
export async function readMetricFilters(
  client: CloudWatchLogsClient,
  logGroupName: string,
): Promise<readonly MetricFilter[]> {
  const call = { call: 'logs:DescribeMetricFilters', resource: `log group ${logGroupName}` };
  const filters: MetricFilter[] = [];
  for await (const { metricFilters } of readPages(
    call,
    paginateDescribeMetricFilters({ client }, { logGroupName }),
  )) {
    filters.push(
      ...present(call, 'metricFilters', metricFilters).map(({ filterName = '', filterPattern = '' }) => ({
        name: filterName,
        pattern: filterPattern,
      })),
    );
  }
  return filters;
}

/** An account has at most one detector in a Region. @see https://docs.aws.amazon.com/guardduty/latest/APIReference/API_GetDetector.html */
export async function hasGuardDuty(client: GuardDutyClient): Promise<boolean> {
  const list = { call: 'guardduty:ListDetectors' };
  const { DetectorIds } = await callAws(list, client.send(new ListDetectorsCommand({})));
  for (const id of present(list, 'DetectorIds', DetectorIds)) {
    const call = { call: 'guardduty:GetDetector', resource: `detector ${id}` };
    const { Status } = await callAws(call, client.send(new GetDetectorCommand({ DetectorId: id })));
    if (present(call, 'Status', Status) === 'ENABLED') return true;
  }
  return false;
}

/** @param ownPrefix of the names of rules that do not count */
export async function readRootUserRules(
  client: EventBridgeClient,
  ownPrefix: string,
): Promise<readonly string[]> {
  const call = { call: 'events:ListRules', resource: 'event bus default' };
  const names: string[] = [];
  let next: string | undefined;
  do {
    const { Rules, NextToken } = await callAws(call, client.send(new ListRulesCommand({ NextToken: next })));
    for (const { Name = '', EventPattern = '', State } of present(call, 'Rules', Rules)) {
      const isForeign = !Name.startsWith(ownPrefix) && State !== 'DISABLED';
      if (isForeign && mentionsRoot(EventPattern)) names.push(Name);
    }
    next = NextToken;
  } while (next !== undefined);
  return names;
}

/** A pattern that leaves sessions of sts:AssumeRoot out names the field by which it does. */
function mentionsRoot(pattern: string): boolean {
  return /"userIdentity"/.test(pattern) && /"Root"/.test(pattern) && !/"assumedRoot"/.test(pattern);
}
