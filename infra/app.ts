import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ConfigurationError, parseConfiguration } from './configuration.ts';
import { FEATURE_FLAGS } from './feature-flags.ts';
import { addRootguard } from './rootguard.ts';

const app = new App({ context: FEATURE_FLAGS });
try {
  addRootguard(app, parseConfiguration(app.node.tryGetContext('rootguard')));
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
