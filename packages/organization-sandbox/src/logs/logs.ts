import * as v from 'valibot';
import { AwsError } from '../contract/aws-error.ts';
import { limitedNumber, limitedText, validationMessage, withRequestChecks } from '../contract/constraints.ts';
import type { Service } from '../contract/operation.ts';
import { object } from '../contract/shapes.ts';
import type { Organization } from '../world/organization.ts';

/* The constraints on the members: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeMetricFilters.html */
const REQUESTS = {
  DescribeMetricFilters: object({
    logGroupName: v.optional(limitedText({ min: 1, max: 512, pattern: '[\\.\\-_/#A-Za-z0-9]+' })),
    filterNamePrefix: v.optional(limitedText({ min: 1, max: 512, pattern: '[^:*]*' })),
    nextToken: v.optional(limitedText({ min: 1 })),
    limit: v.optional(limitedNumber({ min: 1, max: 50 })),
  }),
};

/** The metric filters of CloudWatch Logs that the world names. */
export const createLogs = ({ accounts }: Organization): Service => ({
  name: 'logs',
  operations: withRequestChecks(
    REQUESTS,
    {
      DescribeMetricFilters: ({ caller, input }) => ({
        metricFilters: (accounts.get(caller.accountId)?.services.metricFilters ?? [])
          .filter(({ logGroup }) => input.logGroupName === undefined || logGroup === input.logGroupName)
          .filter(({ name }) => name.startsWith(String(input.filterNamePrefix ?? '')))
          .map(({ logGroup, name, pattern }) => ({
            filterName: name,
            filterPattern: pattern,
            logGroupName: logGroup,
            metricTransformations: [],
          })),
      }),
    },
    (violations) => new AwsError('InvalidParameterException', validationMessage(violations)),
  ),
});
