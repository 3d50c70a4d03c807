import {
  ALLOW_PASSWORD,
  ASSUME_ROOT,
  DEAD_LETTERS,
  DELETE_PASSWORD,
  FEATURES,
  type Observation,
  ROOT_WITH_PASSWORD,
  ROOT_WITHOUT_CREDENTIALS,
} from 'organization-sandbox/testing/observations.ts';
import { describeSdkError } from 'organization-sandbox/testing/sdk-error.ts';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { readCaller } from '../../src/aws/caller.ts';
import { createAwsClients } from '../../src/aws/clients.ts';
import {
  itAllowsAndRemovesAPassword,
  itOpensRootSessions,
  itReadsTheOrganization,
} from '../contract/on-any-organization.ts';
import { observationTarget, portsOn } from './connect.ts';

const target = inject('target');
const clients = createAwsClients();
const organization = portsOn(clients, target);
const observed = observationTarget(clients, target);
afterAll(() => clients.destroy());

/** An SDK's error that nobody catches is printed whole, with the session token in it. */
function itAnswers(rows: readonly Observation[]): void {
  for (const row of rows) {
    it(row.title, async () => {
      expect(await row.call(observed).catch(describeSdkError)).toEqual(row.expected(observed));
    });
  }
}

/* In this order: each part leaves the account as the next one needs it. */
describe('the contract that rootguard relies on', () => {
  it('the caller is named by ARN', async () => {
    expect(await readCaller(clients.sts)).toMatchObject({ arn: target.callerArn });
  });
  itReadsTheOrganization(() => organization);
  itOpensRootSessions(() => organization);
  itAllowsAndRemovesAPassword(() => organization);
});

describe('AWS, as it was observed to answer', () => {
  describe('sts:AssumeRoot', () => itAnswers(ASSUME_ROOT));
  describe('organization features', () => itAnswers(FEATURES));
  describe('dead-letter queues', () => itAnswers(DEAD_LETTERS));
  describe('a root user without credentials', () => itAnswers(ROOT_WITHOUT_CREDENTIALS));
  describe('a root user that may set a password', () =>
    itAnswers([ALLOW_PASSWORD, ...ROOT_WITH_PASSWORD, DELETE_PASSWORD]));
  describe('a root user whose password was deleted', () => itAnswers(ROOT_WITHOUT_CREDENTIALS));
});
