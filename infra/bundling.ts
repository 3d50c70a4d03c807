/*
 * How the Lambda functions are bundled, for CDK and for `npm run build` alike: one file each, with the SDK inside (the
 * runtime's own changes under our feet), as ESM, because only the SDK's ESM build can be tree-shaken.
 */

/** Loaded by the SDK only where the environment holds no credentials, and a Lambda function's always does. */
export const UNUSED_CREDENTIAL_SOURCES = [
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-login',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@aws-sdk/nested-clients',
  '@smithy/credential-provider-imds',
];

/** pino and the SDK's HTTP handler are CommonJS inside and call `require` for Node's own modules. */
export const REQUIRE_SHIM =
  "import { createRequire as createRequireOfNode } from 'node:module'; const require = createRequireOfNode(import.meta.url);";

export const MAIN_FIELDS = ['module', 'main'];

/** The runtime of the functions (service-function.ts). The command line is bundled for the lowest version of `engines`. */
export const TARGET = 'node24';
