import type { Configuration } from './configuration.ts';

/*
 * What the command line needs of the CDK, which is bundled apart from it: the CDK is larger than all else together.
 */

export const FUNCTION_NAMES = ['canary', 'consumer', 'listener', 'sweeper'] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

/** A template, and how it is deployed. */
export interface StackTemplate {
  readonly type: 'stack';
  /** Of the stack, such as `rootguard-home`. */
  readonly name: string;
  /** Of the template, such as `home.template.json`. */
  readonly file: string;
  readonly accountId: string;
  readonly region: string;
  /** No part of a template: a call of its own, or an option of the CDK. */
  readonly terminationProtection: boolean;
  readonly template: object;
}

/** The template of a StackSet, and the properties that `AWS::CloudFormation::StackSet` has. */
export interface StackSetTemplate extends Omit<StackTemplate, 'type' | 'terminationProtection'> {
  readonly type: 'stack-set';
  readonly callAs: 'SELF' | 'DELEGATED_ADMIN';
  readonly organizationalUnitIds: readonly string[];
  /** Those that its stacks are in; `region` is that of the StackSet itself. */
  readonly regions: readonly string[];
  readonly operationPreferences: Readonly<Record<string, unknown>>;
  /** Those of the StackSet are on its stacks and their resources too. */
  readonly tags: Readonly<Record<string, string>>;
}

export interface TemplateOptions {
  /** Keys of the zips in the bucket. */
  readonly codeKeys: Readonly<Record<FunctionName, string>>;
  /** The default of the parameter `AssetsBucket`; without one it has to be given on deployment. */
  readonly assetsBucket: string | undefined;
}

export interface TemplateProgram {
  /** In the order in which they are deployed. */
  readonly synthesize: (
    configuration: Configuration,
    options: TemplateOptions,
  ) => readonly (StackTemplate | StackSetTemplate)[];
  /** The zip of a function. */
  readonly zipOf: (name: FunctionName) => Promise<Uint8Array>;
}

export interface FunctionZip {
  readonly file: string;
  readonly bytes: Uint8Array;
  /** Hexadecimal. */
  readonly sha256: string;
  /** In the bucket. It has the hash, so that the code of another version never replaces it. */
  readonly key: string;
}

export interface MadeTemplates {
  readonly zips: readonly FunctionZip[];
  /** In the order in which they are deployed. */
  readonly templates: readonly (StackTemplate | StackSetTemplate)[];
}
