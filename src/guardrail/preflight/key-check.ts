import type { AccountInspector } from '../ports/account-inspection.ts';
import { type Check, notDetermined, ok, problem, refused } from './check.ts';

const USAGE = 'ENCRYPT_DECRYPT';
const SPEC = 'SYMMETRIC_DEFAULT';

/** A key as its ARN names it: `arn:…:kms:us-east-1:222222222222:key/ID`. */
function parts(keyArn: string) {
  const [, , , region = '', owner = '', resource = ''] = keyArn.split(':');
  return { region, owner, keyId: resource.replace(/^key\//, '') };
}

/**
 * Whether a key exists, and encrypts and decrypts. Its policy is not read.
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html
 */
export async function checkKey(
  inspector: AccountInspector,
  keyArn: string,
  { account, region }: { readonly account: string; readonly region: string },
): Promise<Check> {
  const id = 'encryption-key';
  const { owner, keyId, region: keyRegion } = parts(keyArn);
  if (keyRegion !== region) {
    return problem(
      id,
      `${keyArn} is a key in ${keyRegion}; all of rootguard is in ${region}`,
      'Name another key: keyArn.',
    );
  }
  if (owner !== account) {
    return notDetermined(
      id,
      `${keyArn} is a key of ${owner}, which ${account} cannot look up`,
      `See that it says Enabled, ${USAGE} and ${SPEC}:\naws kms describe-key --key-id ${keyArn} --region ${region} --query "KeyMetadata.[KeyState,KeyUsage,KeySpec]"`,
    );
  }
  const reading = await inspector.readKey(keyId);
  if (reading.type === 'unreadable') {
    return refused(
      id,
      reading.failure,
      'Allow cloudformation:GetResource and kms:DescribeKey, also in the policy of the key.',
    );
  }
  if (reading.value === undefined) {
    return problem(
      id,
      `there is no key ${keyId} in ${account}, or it is to be deleted`,
      'Name another key: keyArn.',
    );
  }
  const { enabled, usage, spec } = reading.value;
  if (usage !== USAGE || spec !== SPEC) {
    return problem(
      id,
      `${keyId} is a key for ${usage} with the spec ${spec}; rootguard needs ${USAGE} and ${SPEC}`,
      'Name another key: keyArn.',
    );
  }
  return enabled
    ? ok(id, `${keyId} is enabled; its policy is not read, see docs/encryption.md`)
    : problem(
        id,
        `${keyId} is disabled`,
        `Enable it:\naws kms enable-key --key-id ${keyId} --region ${region}`,
      );
}
