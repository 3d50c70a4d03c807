import * as v from 'valibot';
import { text } from '../../contract/shapes.ts';
import { invalidParameter } from '../context.ts';

/** Where the code of a function is. */
export const codeEntries = {
  /** Base64. */
  ZipFile: v.optional(text),
  S3Bucket: v.optional(text),
  S3Key: v.optional(text),
  S3ObjectVersion: v.optional(text),
};

export interface CodeLocation {
  readonly ZipFile?: string | undefined;
  readonly S3Bucket?: string | undefined;
  readonly S3Key?: string | undefined;
  readonly S3ObjectVersion?: string | undefined;
}

/** The code itself, or for code in S3, which the sandbox does not have, where it is: another place is other code. */
export function codeOf({ ZipFile, S3Bucket, S3Key, S3ObjectVersion = '' }: CodeLocation): Buffer | string {
  if (ZipFile !== undefined) return Buffer.from(ZipFile, 'base64');
  if (S3Bucket !== undefined && S3Key !== undefined) return `s3://${S3Bucket}/${S3Key}?${S3ObjectVersion}`;
  throw invalidParameter('Please provide a source for function code.');
}
