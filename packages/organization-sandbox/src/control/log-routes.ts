import type { CallLog } from '../gateway/call-log.ts';
import type { Sns } from '../sns/sns.ts';
import { ok, type Routes } from './response.ts';

/** What the sandbox has seen: AWS calls, and messages published to topics. */
export const logRoutes = ({ calls, sns }: { readonly calls: CallLog; readonly sns: Sns }): Routes => ({
  'GET /_sandbox/calls': () => ok(calls.all()),
  'DELETE /_sandbox/calls': () => {
    calls.clear();
    return ok(calls.all());
  },
  'GET /_sandbox/messages': () => ok(sns.published()),
});
