import { describe, expect, it } from 'vitest';
import {
  bothExemptions,
  exempted,
  NO_EXEMPTION,
} from '../../../../src/guardrail/preflight/policies/exemption.ts';

const ROLE = 'arn:aws:iam::*:role/stacksets-exec-*';
const roles = { ...NO_EXEMPTION, roles: [ROLE] };
const rootSessions = { ...NO_EXEMPTION, rootSessions: true };
const DENY = { Sid: 'DenyAll', Effect: 'Deny', Action: '*', Resource: '*' };

describe('an exemption of roles', () => {
  it('adds the condition to a statement without one, and keeps the rest', () => {
    expect(exempted(DENY, roles)).toEqual({
      ...DENY,
      Condition: { ArnNotLike: { 'aws:PrincipalArn': [ROLE] } },
    });
  });

  it('adds to the roles that are exempt already, however the key is written', () => {
    const Condition = {
      StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' },
      ArnNotLike: { 'aws:PrincipalARN': 'arn:aws:iam::*:role/Admin', 'aws:SourceArn': 'x' },
    };
    expect(exempted({ ...DENY, Condition }, roles)).toEqual({
      ...DENY,
      Condition: {
        StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' },
        ArnNotLike: { 'aws:PrincipalARN': ['arn:aws:iam::*:role/Admin', ROLE], 'aws:SourceArn': 'x' },
      },
    });
  });

  it('changes nothing where the role is exempt already', () => {
    const statement = { ...DENY, Condition: { ArnNotLike: { 'aws:PrincipalArn': [ROLE] } } };
    expect(exempted(statement, roles)).toEqual(statement);
  });

  it('adds a condition beside one of another operator, as both have to be met', () => {
    const Condition = { StringNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Admin' } };
    expect(exempted({ ...DENY, Condition }, roles)).toMatchObject({
      Condition: { ...Condition, ArnNotLike: { 'aws:PrincipalArn': [ROLE] } },
    });
  });
});

describe('an exemption of root sessions', () => {
  it('denies the root user only where it was not assumed', () => {
    expect(exempted(DENY, rootSessions)).toEqual({
      ...DENY,
      Condition: { Null: { 'aws:AssumedRoot': 'true' } },
    });
  });

  it('keeps another condition on what is absent', () => {
    const statement = { ...DENY, Condition: { Null: { 'aws:TagKeys': 'false' } } };
    expect(exempted(statement, rootSessions)).toMatchObject({
      Condition: { Null: { 'aws:TagKeys': 'false', 'aws:AssumedRoot': 'true' } },
    });
  });

  it.each([
    ['true', true],
    [['true'], true],
    ['false', false],
  ])('of a statement that has the condition with %j is possible: %s', (value, possible) => {
    const statement = { ...DENY, Condition: { Null: { 'AWS:assumedRoot': value } } };
    expect(exempted(statement, rootSessions) !== undefined).toBe(possible);
  });

  it('and one of roles are both conditions of the same statement', () => {
    const both = bothExemptions(roles, { ...rootSessions, roles: ['arn:aws:iam::*:role/a', ROLE] });
    expect(both).toEqual({ roles: ['arn:aws:iam::*:role/a', ROLE], rootSessions: true });
    expect(exempted(DENY, both)).toMatchObject({
      Condition: { ArnNotLike: { 'aws:PrincipalArn': both.roles }, Null: { 'aws:AssumedRoot': 'true' } },
    });
  });
});
