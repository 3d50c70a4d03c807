import { expect, it } from 'vitest';
import { resolve } from '../../infra/resolution.ts';
import { HOME, resourceOf, synthesizeRootguard, templateOf } from '../../infra/synthesis.ts';
import { codeBlocks, readPage } from './pages.ts';

it('has the statements that the policy of the key that rootguard makes has', () => {
  const template = templateOf(synthesizeRootguard({ customerManagedKey: true }).data);
  const { Properties } = resourceOf(template, 'AWS::KMS::Key');
  const environment = { account: HOME, region: 'us-east-1', partition: 'aws' };
  const statements = resolve(template, environment, Properties.KeyPolicy.Statement);
  const [block] = codeBlocks(readPage('encryption.md'), 'json');
  expect(JSON.parse(block?.code ?? '')).toEqual(statements);
});
