import type { BuildOptions } from 'esbuild';

/*
 * How the Lambda functions are bundled, for CDK and for `npm run build` alike: one file each, with the SDK
 * included (the version in the Lambda runtime changes without notice), as ESM, because only the SDK's ESM build can be
 * tree-shaken.
 */

/**
 * What the SDK imports only when it needs it, which in the functions is never: other sources of credentials (a function has
 * them in its environment), event streams (no call has one) and the name of a browser.
 *
 * A bundled module that is imported later, and all that it shares with others, cannot be tree-shaken, and is compiled in a
 * wrapper of its own. Without any, the import takes an eighth less processor time.
 */
const NEVER_IMPORTED = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-login',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@aws-sdk/nested-clients',
  '@smithy/core/event-streams',
  '@smithy/credential-provider-imds',
  'bowser',
];

/** pino and the SDK's HTTP handler contain CommonJS code that calls `require` for Node's built-in modules. */
const REQUIRE_SHIM =
  "import { createRequire as createRequireOfNode } from 'node:module'; const require = createRequireOfNode(import.meta.url);";

/** The Lambda runtime (service-function.ts). The CLI is bundled for the lowest version in `engines` instead. */
export const TARGET = 'node24';

export const BUNDLE_OPTIONS = {
  bundle: true,
  platform: 'node',
  target: TARGET,
  format: 'esm',
  mainFields: ['module', 'main'],
  external: NEVER_IMPORTED,
  banner: { js: REQUIRE_SHIM },
  minify: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
} satisfies BuildOptions;
