import { afterAll, describe, expect, inject, it } from 'vitest';
import { seen } from '../../packages/organization-sandbox/test/support/aws-error.ts';
import {
  ALLOW_PASSWORD,
  ASSUME_ROOT,
  CLEAN_ROOT,
  DELETE_PASSWORD,
  FEATURES,
  type ObservedRow,
  ROOT_WITH_PASSWORD,
} from '../../packages/organization-sandbox/test/support/observed-rows.ts';
import { readCaller } from '../../src/aws/caller.ts';
import { createAwsClients } from '../../src/aws/clients.ts';
import {
  itAllowsAndRemovesAPassword,
  itOpensRootSessions,
  itReadsTheOrganization,
} from '../contract/on-any-organization.ts';
import { observedPlaceOn, portsOn } from './connect.ts';

const target = inject('target');
const clients = createAwsClients();
const organization = portsOn(clients, target);
const place = observedPlaceOn(clients, target);
afterAll(() => clients.destroy());

/** An SDK's error that nobody catches is printed whole, with the session token in it. */
function itAnswers(rows: readonly ObservedRow[]): void {
  for (const row of rows) {
    it(row.question, async () => {
      expect(await row.ask(place).catch(seen)).toEqual(row.answer(place));
    });
  }
}

/* In this order: each part leaves the account as the next one needs it. */
describe('the contract that rootguard rests on', () => {
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
  describe('a root user without credentials', () => itAnswers(CLEAN_ROOT));
  describe('a root user that may set a password', () =>
    itAnswers([ALLOW_PASSWORD, ...ROOT_WITH_PASSWORD, DELETE_PASSWORD]));
  describe('a root user whose password was deleted', () => itAnswers(CLEAN_ROOT));
});
