import { type LambdaClient, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import type { MappingFacts } from '../../guardrail/ports/deployment-inspection.ts';
import { callAws } from '../aws-call.ts';
import { present } from '../failures.ts';

/**
 * Every mapping of the account, as a second one of a queue may belong to any function. A page has a hundred at most.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html
 */
export async function readMappings(client: LambdaClient): Promise<readonly MappingFacts[]> {
  const mappings: MappingFacts[] = [];
  const call = { call: 'lambda:ListEventSourceMappings' };
  let next: string | undefined;
  do {
    const command = new ListEventSourceMappingsCommand({ Marker: next });
    const { EventSourceMappings, NextMarker } = await callAws(call, client.send(command));
    for (const found of present(call, 'EventSourceMappings', EventSourceMappings)) {
      mappings.push({
        id: found.UUID ?? '',
        sourceArn: found.EventSourceArn ?? '',
        functionName: nameIn(found.FunctionArn ?? ''),
        state: found.State ?? 'unknown',
        batchSize: found.BatchSize,
      });
    }
    next = NextMarker || undefined;
  } while (next !== undefined);
  return mappings;
}

/** Of an ARN that may end with a version or an alias. */
function nameIn(functionArn: string): string {
  return functionArn.replace(/^.*:function:/, '').replace(/:.*$/, '');
}
