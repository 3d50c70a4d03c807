import { StandardRetryStrategy } from '@smithy/core/retry';
import { isNetworkError } from './failures.ts';

/**
 * For the calls by which a command begins. A network that does not answer then is most likely not there (a wrong
 * endpoint, no VPN, a proxy), and whoever waits at the terminal is told at once. What AWS itself answers is tried again as
 * usual.
 */
export class FirstContactRetry extends StandardRetryStrategy {
  override refreshRetryTokenForRetry(
    ...[token, info]: Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>
  ): ReturnType<StandardRetryStrategy['refreshRetryTokenForRetry']> {
    return isNetworkError(info.error)
      ? Promise.reject(new Error('the network did not answer the first call'))
      : super.refreshRetryTokenForRetry(token, info);
  }
}
