import { fileURLToPath } from 'node:url';
import { Construct } from 'constructs';
import { parseConfiguration } from '../../src/installation/configuration.ts';
import { FEATURE_FLAGS } from '../feature-flags.ts';
import { codeInFolder } from '../function-code.ts';
import { addRootguard, type RootguardStacks } from '../rootguard.ts';

export interface RootguardProps {
  /** As in rootguard.json. */
  readonly configuration: unknown;
}

/**
 * All stacks of rootguard, in a CDK app that has others too. It is only in the package, beside whose bundle the zips of the
 * functions are. Its declaration is made by `scripts/package/construct-declaration.ts`.
 */
export class Rootguard extends Construct {
  readonly stacks: RootguardStacks;

  /** @throws ConfigurationError with every issue */
  constructor(scope: Construct, id: string, { configuration }: RootguardProps) {
    super(scope, id);
    const source = { name: `the properties of ${this.node.path}`, whole: 'configuration' };
    const parsed = parseConfiguration(configuration, source);
    // An app may set other feature flags. The templates would differ from those that are tested.
    for (const [flag, value] of Object.entries(FEATURE_FLAGS)) this.node.setContext(flag, value);
    this.stacks = addRootguard(this, parsed, codeInFolder(ZIPS));
  }
}

const ZIPS = fileURLToPath(new URL('../lambda', import.meta.url));
