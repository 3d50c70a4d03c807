import { describe, expect, it } from 'vitest';
import { isForeign } from '../../../src/domain/session-principals.ts';

const HOME = 'arn:aws:iam::222222222222:role';
const PRINCIPALS = {
  own: [`${HOME}/rootguard-home-ConsumerRole0123-ABC`],
  others: [`${HOME}/RootguardOperator`, `${HOME}/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Operator_*`],
};

describe('a foreign session', () => {
  it.each([
    [`${HOME}/rootguard-home-ConsumerRole0123-ABC`, false],
    [`${HOME}/RootguardOperator`, false],
    [`${HOME}/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Operator_0123456789abcdef`, false],
    [`${HOME}/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Operator_0123456789abcdef`, false],
    [`${HOME}/RootguardOperator2`, true],
    [`${HOME}/x/RootguardOperator`, true],
    ['arn:aws:iam::111111111111:role/RootguardOperator', true],
    [`${HOME}/Admin`, true],
    [undefined, true],
  ])('was opened by %s: %s', (role, foreign) => {
    expect(isForeign({ role }, PRINCIPALS)).toBe(foreign);
  });

  it('is found in time, however many stars a pattern has', () => {
    const others = [`${HOME}/${'*a'.repeat(200)}*b`];
    expect(isForeign({ role: `${HOME}/${'a'.repeat(1000)}` }, { own: [], others })).toBe(true);
    expect(isForeign({ role: `${HOME}/${'a'.repeat(1000)}b` }, { own: [], others })).toBe(false);
  });

  it('is one of everybody where nobody is named', () => {
    expect(isForeign({ role: `${HOME}/Admin` }, { own: [], others: [] })).toBe(true);
  });
});
