import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ConfigurationError } from '../src/installation/configuration-error.ts';
import { CONFIGURATION_VARIABLE } from '../src/installation/file-name.ts';
import { bundledCode } from './bundled-code.ts';
import { FEATURE_FLAGS } from './feature-flags.ts';
import { readConfiguration } from './read-configuration.ts';
import { addRootguard } from './rootguard.ts';

const app = new App({ context: FEATURE_FLAGS });
try {
  const configuration = readConfiguration({
    context: app.node.tryGetContext('rootguard'),
    file: process.env[CONFIGURATION_VARIABLE],
    directory: process.cwd(),
  });
  addRootguard(app, configuration, bundledCode);
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
