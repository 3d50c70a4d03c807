import * as v from 'valibot';
import { accessDenied } from '../auth/errors.ts';
import { limitedNumberText, limitedText } from '../contract/constraints.ts';
import type { Answer, Operation } from '../contract/operation.ts';
import { object } from '../contract/shapes.ts';
import { credentialsAnswer, type StsContext } from './context.ts';
import { parseRequest, validationError } from './requests.ts';

const request = object({
  RoleArn: limitedText({ min: 20, max: 2048 }),
  RoleSessionName: limitedText({ min: 2, max: 64, pattern: '[\\w+=,.@-]*' }),
  DurationSeconds: v.optional(limitedNumberText({ min: 900, max: 43_200 }), '3600'),
});

const ROLE_ARN = /^arn:aws:iam::(?<accountId>\d{12}):role\/(?:[\w+=,.@-]+\/)*(?<roleName>[\w+=,.@-]{1,64})$/;

/**
 * The sandbox knows neither the roles of an account nor whom they trust: a role of an active account of the organization can be assumed
 * by any other role in it, and may do everything in its account. A fault stands for a role that is not there, or that does not trust
 * the caller. A root user can assume none.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export const assumeRole =
  ({ organization, sessions }: StsContext): Operation =>
  (call) => {
    const { RoleArn, RoleSessionName, DurationSeconds } = parseRequest(request, call);
    const { accountId = '', roleName = '' } = ROLE_ARN.exec(RoleArn)?.groups ?? {};
    if (roleName === '') throw validationError(`${RoleArn} is invalid`);
    const isThere = organization.accounts.get(accountId)?.state === 'ACTIVE';
    if (!isThere || call.caller.type !== 'admin-role') {
      throw accessDenied(call.caller.arn, 'sts:AssumeRole', RoleArn);
    }
    const holder = { type: 'role', roleName, sessionName: RoleSessionName } as const;
    const session = sessions.open({ accountId, holder, seconds: DurationSeconds, now: call.now });
    return {
      ...credentialsAnswer(session),
      AssumedRoleUser: assumedRole(accountId, roleName, RoleSessionName),
    };
  };

const assumedRole = (accountId: string, roleName: string, sessionName: string): Answer => ({
  AssumedRoleId: `AROA${accountId}:${sessionName}`,
  Arn: `arn:aws:sts::${accountId}:assumed-role/${roleName}/${sessionName}`,
});
