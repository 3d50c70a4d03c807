import { StandardRetryStrategy } from '@smithy/core/retry';
import { isNetworkError } from './failures.ts';

/**
 * For the first calls of a command. If the network does not answer them it is most likely unavailable (a wrong endpoint, no
 * VPN, a proxy), and the user at the terminal should see that at once. Errors that AWS answers are retried as usual.
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
