import * as v from 'valibot';
import { limitedText } from '../contract/constraints.ts';
import type { Operation } from '../contract/operation.ts';
import { object } from '../contract/shapes.ts';
import { credentialsAnswer, type StsContext } from './context.ts';
import { durationSeconds, parseRequest, requireUser, secondsOf } from './requests.ts';

const request = object({
  DurationSeconds: durationSeconds,
  SerialNumber: v.optional(limitedText({ min: 9, max: 256, pattern: '[\\w+=/:,.@-]*' })),
  TokenCode: v.optional(limitedText({ min: 6, max: 6, pattern: '[\\d]*' })),
});

/**
 * The session acts as who called; a root user's as root, without the restrictions of one of AssumeRoot. Any code of an MFA
 * device is accepted.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 */
export const getSessionToken =
  ({ sessions }: StsContext): Operation =>
  (call) => {
    const caller = requireUser(call);
    const { DurationSeconds, TokenCode } = parseRequest(request, call);
    const isMfaAuthenticated = TokenCode !== undefined;
    const holder =
      caller.type === 'root-user'
        ? ({ type: 'root-user', isMfaAuthenticated } as const)
        : ({ type: 'iam-user', userName: caller.userName, isMfaAuthenticated } as const);
    const { accountId } = caller;
    const seconds = secondsOf(call, DurationSeconds);
    return credentialsAnswer(sessions.open({ accountId, holder, seconds, now: call.now }));
  };
