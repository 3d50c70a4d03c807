import { join } from 'node:path';
import { Annotations, CfnParameter, aws_lambda as lambda, Stack, aws_s3 as s3 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { FunctionName } from '../src/installation/template-program.ts';

/**
 * Where the code of the functions comes from: the source in a checkout (bundled-code.ts), or the zips of the package. It is a
 * parameter of the stacks, so that what synthesizes in the package needs no bundler.
 *
 * @param scope in the stack of the function
 */
export type FunctionCode = (scope: Construct, name: FunctionName) => lambda.Code;

/** The zips in a folder, which the CDK uploads to the bucket of its bootstrap. */
export function codeInFolder(folder: string): FunctionCode {
  return (_, name) => lambda.Code.fromAsset(join(folder, `${name}.zip`));
}

/**
 * The zips in a bucket that is a parameter of the stack, so that a template needs no bootstrap.
 * @param keys of the objects, with their hashes
 * @param bucket the parameter's default; without one the parameter has to be given on deployment
 */
export function codeInBucket(keys: Readonly<Record<FunctionName, string>>, bucket?: string): FunctionCode {
  return (scope, name) => {
    const { valueAsString } = assetsBucketOf(Stack.of(scope), bucket);
    const assets = s3.Bucket.fromBucketName(scope, `Assets-${name}`, valueAsString);
    // A key has the hash of its object, so that other code is another key.
    Annotations.of(assets).acknowledgeWarning('@aws-cdk/aws-lambda:codeFromBucketObjectVersionNotSpecified');
    return lambda.Code.fromBucketV2(assets, keys[name]);
  };
}

function assetsBucketOf(stack: Stack, bucket: string | undefined): CfnParameter {
  const id = 'AssetsBucket';
  const known = stack.node.tryFindChild(id);
  if (known instanceof CfnParameter) return known;
  return new CfnParameter(stack, id, {
    type: 'String',
    description: 'Bucket in the Region of this stack that has the zips of the Lambda functions',
    ...(bucket !== undefined && { default: bucket }),
  });
}
