import { parsePattern } from 'organization-sandbox/eventbridge/pattern/pattern.ts';
import { policySchema } from 'organization-sandbox/policy/policy.ts';
import { parseWorld } from 'organization-sandbox/world/parse-world.ts';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { codeBlocks, PAGES } from './pages.ts';

const blocks = PAGES.flatMap((page) => codeBlocks(page, 'json')).map(({ page, code }, index) => ({
  name: `${page}, block ${index + 1}`,
  code,
}));

/** @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html */
const MAX_SCP_CHARACTERS = 10_240;

describe('JSON in the documents', () => {
  it('is there', () => {
    expect(blocks.length).toBeGreaterThan(5);
  });

  it.each(blocks)('$name parses', ({ code }) => {
    expect(() => JSON.parse(code)).not.toThrow();
  });
});

describe('policies in the documents', () => {
  const policies = blocks.filter(({ code }) => 'Statement' in JSON.parse(code));

  it('are there', () => {
    expect(policies).toHaveLength(7);
  });

  it.each(policies)('$name has a version and sound statements', ({ code }) => {
    expect(JSON.parse(code).Version).toBe('2012-10-17');
    expect(v.safeParse(policySchema, JSON.parse(code)).issues).toBeUndefined();
  });

  it.each(policies)('$name fits into a service control policy', ({ code }) => {
    expect(JSON.stringify(JSON.parse(code)).length).toBeLessThanOrEqual(MAX_SCP_CHARACTERS);
  });
});

describe('world files in the documents', () => {
  const worlds = blocks.filter(({ code }) => 'accounts' in JSON.parse(code));

  it('are there', () => {
    expect(worlds).toHaveLength(1);
  });

  it.each(worlds)('$name is one that the sandbox takes', ({ code }) => {
    expect(parseWorld(JSON.parse(code))).toMatchObject({ type: 'world' });
  });
});

describe('event patterns in the documents', () => {
  const patterns = blocks.filter(({ code }) => /"detail"/.test(code));

  it('are there', () => {
    expect(patterns).toHaveLength(2);
  });

  it.each(patterns)('$name is a pattern that EventBridge takes', ({ code }) => {
    expect(parsePattern(JSON.parse(code)).type).toBe('pattern');
  });
});
