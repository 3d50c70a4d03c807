import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TARGET } from '../../../infra/bundling.ts';

const ROOT = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');

/** The lowest version that is supported, and the LTS lines after it. The last is what Lambda runs. */
const LOWEST = '20.19';
const VERSIONS = ['20.19.0', '22', '24'];
const NEWEST = '24';

describe('the supported versions of Node.js', () => {
  it.each(['package.json', 'packages/organization-sandbox/package.json'])(
    '%s requires the lowest',
    (path) => {
      expect(JSON.parse(read(path)).engines).toEqual({ node: `>=${LOWEST}` });
    },
  );

  it('are all tested: by npm run test:node, by .ci/run and by the workflow', () => {
    const quoted = VERSIONS.map((version) => `'${version}'`).join(', ');
    expect(read('scripts/test-node-versions.mjs')).toContain(`const VERSIONS = [${quoted}];`);
    expect(read('.ci/run')).toContain(`\${TEST_NODE_VERSIONS-${VERSIONS.join(' ')}}`);
    expect(read('.github/workflows/check.yml').replaceAll('"', "'")).toContain(`node: [${quoted}]`);
  });

  it('begin with the one that the command line is bundled for, and whose types the compiler sees', () => {
    const major = LOWEST.split('.')[0];
    expect(read('scripts/cli-bundle.mjs')).toContain(`target: 'node${major}'`);
    expect(JSON.parse(read('package.json')).devDependencies['@types/node']).toMatch(`^${major}.`);
  });

  it('end with the one that the Lambda functions run on and are bundled for, and that developers use', () => {
    expect(read('infra/home/service-function.ts')).toContain(`Runtime.NODEJS_${NEWEST}_X`);
    expect(TARGET).toBe(`node${NEWEST}`);
    expect(read('.nvmrc').trim()).toBe(NEWEST);
  });
});
