import { type CloudControlClient, GetResourceCommand } from '@aws-sdk/client-cloudcontrol';
import * as v from 'valibot';
import { object } from '../../domain/schema.ts';
import type { KeyFacts } from '../../guardrail/ports/account-inspection.ts';
import { callAws } from '../aws-call.ts';
import { hasCode, malformedAnswer } from '../failures.ts';

const properties = v.pipe(
  v.string(),
  v.parseJson(),
  object({ Enabled: v.boolean(), KeyUsage: v.string(), KeySpec: v.string() }),
);

/**
 * A key of the account itself, by its id; undefined where there is none, or it is to be deleted. The Cloud Control API makes the call
 * kms:DescribeKey for its caller, who needs no other permission of KMS.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html
 */
export async function readKey(client: CloudControlClient, id: string): Promise<KeyFacts | undefined> {
  const call = { call: 'cloudformation:GetResource', resource: `key ${id}` };
  const command = new GetResourceCommand({ TypeName: 'AWS::KMS::Key', Identifier: id });
  try {
    const { ResourceDescription } = await callAws(call, client.send(command));
    const parsed = v.safeParse(properties, ResourceDescription?.Properties);
    if (!parsed.success) throw malformedAnswer(call, 'the answer does not describe a key');
    const { Enabled, KeyUsage, KeySpec } = parsed.output;
    return { enabled: Enabled, usage: KeyUsage, spec: KeySpec };
  } catch (error) {
    if (hasCode(error, 'ResourceNotFoundException')) return undefined;
    throw error;
  }
}
