/*
 * How the Lambda functions are bundled, for CDK and for `npm run build` alike: one file each, with the SDK
 * included (the version in the Lambda runtime changes without notice), as ESM, because only the SDK's ESM build can be
 * tree-shaken.
 */

/** The SDK loads these only if the environment has no credentials, and in a Lambda function it always has. */
export const UNUSED_CREDENTIAL_SOURCES = [
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-login',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@aws-sdk/nested-clients',
  '@smithy/credential-provider-imds',
];

/** pino and the SDK's HTTP handler contain CommonJS code that calls `require` for Node's built-in modules. */
export const REQUIRE_SHIM =
  "import { createRequire as createRequireOfNode } from 'node:module'; const require = createRequireOfNode(import.meta.url);";

export const MAIN_FIELDS = ['module', 'main'];

/** The Lambda runtime (service-function.ts). The CLI is bundled for the lowest version in `engines` instead. */
export const TARGET = 'node24';
