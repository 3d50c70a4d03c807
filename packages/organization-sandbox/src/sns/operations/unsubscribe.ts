import type { Operation } from '../../contract/operation.ts';
import { field } from '../query-input.ts';
import type { TopicStore } from '../topic-store.ts';

/** A subscription that does not exist is no error. https://docs.aws.amazon.com/sns/latest/api/API_Unsubscribe.html */
export const unsubscribe =
  (topics: TopicStore): Operation =>
  ({ input }) => {
    const arn = field(input, 'SubscriptionArn');
    const subscriptions = topics.get(arn.split(':').slice(0, 6).join(':'))?.subscriptions ?? [];
    const index = subscriptions.findIndex((subscription) => subscription.arn === arn);
    if (index >= 0) subscriptions.splice(index, 1);
    return {};
  };
