import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/domain/json-object.ts';
import { opensNothing } from '../../../src/domain/session-tasks.ts';
import { isSessionOpening, parseSessionOpening } from '../../../src/events/session-opening.ts';
import { givenAssumeRoot, givenDenial, SECRET, TOKEN } from '../../support/sessions.ts';

const SENT = new Date('2026-11-24T12:00:10Z');

function parsed(envelope: JsonObject) {
  return parseSessionOpening(envelope, SENT);
}

describe('the event of sts:AssumeRoot', () => {
  it('says who opened a session, where, and for what', () => {
    expect(isSessionOpening(givenAssumeRoot())).toBe(true);
    expect(parsed(givenAssumeRoot())).toEqual({
      type: 'session-opened',
      loggedIn: '222222222222',
      session: {
        target: '333333333333',
        at: new Date('2026-11-24T12:00:00Z'),
        eventId: 'd3b1f7f0-0000-4000-8000-000000000001',
        accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
        openedBy: 'arn:aws:sts::222222222222:assumed-role/Admin/mallory',
        role: 'arn:aws:iam::222222222222:role/Admin',
        callerAccount: '222222222222',
        task: 'IAMCreateRootUserPassword',
        region: 'eu-west-1',
        sourceIp: '192.0.2.1',
        userAgent: 'aws-cli/2.31.0',
      },
    });
  });

  it.each([
    ['an account id', '333333333333'],
    ['the ARN of the root user', 'arn:aws:iam::333333333333:root'],
    ['the ARN of a session', 'arn:aws:sts::333333333333:assumed-role/Admin/x'],
  ])('names its target by %s', (_, targetPrincipal) => {
    const requestParameters = {
      targetPrincipal,
      taskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/T' },
    };
    expect(parsed(givenAssumeRoot({ requestParameters, resources: [] }))).toMatchObject({
      session: { target: '333333333333', task: 'T' },
    });
  });

  it('names its target by its resources where the request does not', () => {
    const requestParameters = { targetPrincipal: 'somebody' };
    expect(parsed(givenAssumeRoot({ requestParameters }))).toMatchObject({
      session: { target: '333333333333', task: undefined },
    });
  });

  it.each([
    ['null', { requestParameters: null, resources: [{ accountId: 7 }] }],
    ['a name', { requestParameters: { targetPrincipal: 'arn:aws:iam::ME:root' }, resources: null }],
  ])('is of a session in an unknown account where it names it by %s', (_, detail) => {
    expect(parsed(givenAssumeRoot(detail))).toMatchObject({
      type: 'session-opened',
      session: { target: undefined, accessKeyId: 'ASIAIOSFODNN7EXAMPLE' },
    });
  });

  it.each([
    ['another partition', 'arn:aws-us-gov:iam::aws:policy/root-task/IAMAuditRootUserCredentials', true],
    ['a text', 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials', true],
    [
      'the policy of a customer',
      'arn:aws:iam::222222222222:policy/root-task/IAMAuditRootUserCredentials',
      false,
    ],
    ['another path', 'arn:aws:iam::aws:policy/IAMAuditRootUserCredentials', false],
    ['a longer path', 'arn:aws:iam::aws:policy/root-task/x/IAMAuditRootUserCredentials', false],
    ['another case', 'arn:aws:iam::aws:policy/root-task/iamauditrootusercredentials', false],
    ['only the name', 'IAMAuditRootUserCredentials/', false],
  ])('names a task that opens nothing only by the ARN of it: %s', (_, arn, opensNothingByIt) => {
    const requestParameters = { targetPrincipal: '333333333333', taskPolicyArn: arn };
    const read = parsed(givenAssumeRoot({ requestParameters }));
    expect(read).toMatchObject({ type: 'session-opened' });
    const task = read.type === 'session-opened' ? read.session.task : undefined;
    expect(opensNothing(task)).toBe(opensNothingByIt);
  });

  it('has the time and the id of its envelope where the record has none', () => {
    const record = { ...givenAssumeRoot({ eventTime: undefined, eventID: undefined }), id: 'envelope-id' };
    expect(parsed(record)).toMatchObject({
      session: { at: new Date('2026-11-24T12:00:00Z'), eventId: 'envelope-id' },
    });
  });

  it('never has more of the credentials than the id of the key', () => {
    const text = JSON.stringify(parsed(givenAssumeRoot()));
    expect(JSON.stringify(givenAssumeRoot())).toContain(TOKEN);
    expect(text).not.toContain(TOKEN);
    expect(text).not.toContain(SECRET);
  });

  it('of a denied call names the target in its message', () => {
    expect(parsed(givenDenial())).toMatchObject({
      type: 'session-opened',
      session: { target: '333333333333', accessKeyId: undefined, task: undefined },
    });
    const elsewhere = givenDenial({ errorMessage: 'Service not enabled for AWS Organizations.' });
    expect(parsed(elsewhere)).toMatchObject({ session: { target: undefined } });
  });

  it.each([
    [
      { arn: 'arn:aws:sts::222222222222:assumed-role/Admin/mallory', invokedBy: 'AWS Internal' },
      'arn:aws:sts::222222222222:assumed-role/Admin/mallory',
    ],
    [{ invokedBy: 'AWS Internal', principalId: 'AROAEXAMPLE' }, 'AWS Internal'],
    [{ principalId: 'AROAEXAMPLE:mallory' }, 'AROAEXAMPLE:mallory'],
    [{}, 'unknown'],
  ])('names who opened it by what there is of %j', (userIdentity, openedBy) => {
    expect(parsed(givenAssumeRoot({ userIdentity }))).toMatchObject({ session: { openedBy } });
  });

  it('is of the Region of its record, or else of the bus that it arrived on', () => {
    const withoutRegion = givenAssumeRoot({ awsRegion: undefined });
    expect(parsed(withoutRegion)).toMatchObject({ session: { region: 'eu-west-1' } });
    expect(parsed({ ...withoutRegion, region: undefined })).toMatchObject({ session: { region: 'unknown' } });
  });

  it.each(['AccessDenied', 'AccessDeniedException'])(
    'of a denied call has one of the codes of STS: %s',
    (errorCode) => {
      expect(parsed(givenDenial({ errorCode }))).toMatchObject({ type: 'session-opened' });
    },
  );

  it.each([
    ['eu-west-1', { awsRegion: 'eu-west-1' }, { region: 'us-east-1' }],
    ['us-east-1', { awsRegion: undefined }, { region: 'us-east-1' }],
    ['unknown', { awsRegion: 7 }, { region: undefined }],
  ])('is of the Region of the endpoint: %s', (region, detail, envelope) => {
    expect(parsed({ ...givenAssumeRoot(detail), ...envelope })).toMatchObject({ session: { region } });
  });

  it('of a denied call has no session, whatever else it says', () => {
    const responseElements = { credentials: { accessKeyId: 'ASIAIOSFODNN7EXAMPLE' } };
    expect(parsed(givenDenial({ responseElements }))).toMatchObject({ session: { accessKeyId: undefined } });
  });

  it('of a denied call is searched for the target no further than AWS writes it', () => {
    const message = 'not authorized to perform: sts:AssumeRoot on resource: arn:aws:iam::333333333333:root';
    expect(parsed(givenDenial({ errorMessage: message }))).toMatchObject({
      session: { target: '333333333333' },
    });
    const errorMessage = `${' '.repeat(4096)}${message}`;
    expect(parsed(givenDenial({ errorMessage }))).toMatchObject({ session: { target: undefined } });
  });

  it('of a call that failed otherwise is no attempt', () => {
    expect(parsed(givenDenial({ errorCode: 'ThrottlingException' }))).toEqual({
      type: 'irrelevant',
      reason: 'call-failed',
    });
  });

  it.each([
    ['account', { account: 'x' }, {}],
    ['detail.eventTime', { time: 7 }, { eventTime: 'yesterday' }],
    ['detail.eventID', { id: 7 }, { eventID: 7 }],
    ['detail.responseElements.credentials.accessKeyId', {}, { responseElements: null }],
    ['detail.responseElements.credentials.accessKeyId', {}, { responseElements: { credentials: [] } }],
  ])('is malformed at %s', (path, envelope, detail) => {
    expect(parsed({ ...givenAssumeRoot(detail), ...envelope })).toMatchObject({ type: 'malformed', path });
  });

  it('is bounded and printable, whatever it claims', () => {
    const hostile = '\u202e\n'.repeat(10_000);
    const userIdentity = {
      arn: `arn${hostile}`,
      sessionContext: { sessionIssuer: { arn: 7 } },
      accountId: hostile,
    };
    const read = parsed(
      givenAssumeRoot({ userIdentity, userAgent: 'x'.repeat(100_000), sourceIPAddress: {} }),
    );
    expect(read).toMatchObject({ session: { role: undefined, sourceIp: undefined } });
    expect(JSON.stringify(read).length).toBeLessThan(5_000);
    expect(JSON.stringify(read)).not.toContain('\u202e');
  });

  it('cannot claim to be older than a day, or from the future', () => {
    expect(parsed(givenAssumeRoot({ eventTime: '2030-01-01T00:00:00Z' }))).toMatchObject({
      session: { at: SENT },
    });
    expect(parsed(givenAssumeRoot({ eventTime: '2020-01-01T00:00:00Z' }))).toMatchObject({
      session: { at: new Date('2026-11-23T12:00:10Z') },
    });
  });
});
