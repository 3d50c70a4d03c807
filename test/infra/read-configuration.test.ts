import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { readConfiguration } from '../../infra/read-configuration.ts';
import { ConfigurationError } from '../../src/installation/configuration-error.ts';

const MINE = {
  organizationId: 'o-abcdefghij',
  managementAccountId: '111111111111',
  homeAccountId: '222222222222',
  coveredOrganizationalUnits: ['r-ab12'],
};

describe('the configuration of the CDK app', () => {
  it('is the context of cdk.json where there is no file', () => {
    expect(read({ context: MINE })).toMatchObject(MINE);
  });

  it('is the file where cdk.json has no context', () => {
    expect(read({ file: MINE })).toMatchObject(MINE);
  });

  it('is the file where cdk.json has the example that it is shipped with', () => {
    expect(read({ file: MINE, context: cdkJson.context.rootguard })).toMatchObject(MINE);
  });

  it('may be in both, if they say the same', () => {
    expect(read({ file: MINE, context: { ...MINE, mode: 'observe' } })).toMatchObject(MINE);
  });

  it('is rejected where they differ, with the names of both and of what differs', () => {
    const context = { ...MINE, mode: 'enforce', homeAccountId: '333333333333' };
    expect(() => read({ file: MINE, context })).toThrow(ConfigurationError);
    expect(() => read({ file: MINE, context })).toThrow(
      /rootguard\.json and cdk\.json, context\.rootguard[\s\S]*differ in homeAccountId, mode, /,
    );
  });

  it('is rejected where neither is there', () => {
    expect(() => read({})).toThrow(/rootguard: /);
  });
});

function read({ file, context }: { readonly file?: object; readonly context?: object }) {
  const directory = mkdtempSync(join(tmpdir(), 'rootguard-configuration-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  if (file !== undefined) writeFileSync(join(directory, 'rootguard.json'), JSON.stringify(file));
  return readConfiguration({ context, file: undefined, directory });
}
