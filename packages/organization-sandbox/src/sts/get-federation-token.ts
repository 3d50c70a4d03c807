import * as v from 'valibot';
import { limitedText } from '../contract/constraints.ts';
import type { Operation } from '../contract/operation.ts';
import { object } from '../contract/shapes.ts';
import type { Ids } from '../ids.ts';
import { durationSeconds, parseRequest, requireUser, secondsOf } from './requests.ts';

const request = object({
  Name: limitedText({ min: 2, max: 32, pattern: '[\\w+=,.@-]*' }),
  DurationSeconds: durationSeconds,
  Policy: v.optional(limitedText({ min: 1, max: 2048, pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+' })),
});

/**
 * The sandbox has no federated users: it hands out credentials that no call can be made with.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
 */
export const getFederationToken =
  (ids: Ids): Operation =>
  (call) => {
    const { accountId } = requireUser(call);
    const { Name, DurationSeconds, Policy = '' } = parseRequest(request, call);
    return {
      Credentials: {
        AccessKeyId: ids.key('ASIA'),
        SecretAccessKey: ids.secret(),
        SessionToken: ids.secret(),
        Expiration: new Date(call.now.getTime() + secondsOf(call, DurationSeconds) * 1000),
      },
      FederatedUser: {
        FederatedUserId: `${accountId}:${Name}`,
        Arn: `arn:aws:sts::${accountId}:federated-user/${Name}`,
      },
      PackedPolicySize: Math.ceil((Policy.length / 2048) * 100),
    };
  };
