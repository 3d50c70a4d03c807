import { Agent, request } from 'node:http';
import pLimit from 'p-limit';
import type { RegionFacts } from './procedures.ts';
import { memberId } from './world.ts';

/**
 * How many calls per second the sandbox answers to a minimal client: an upper bound for everything measured with it.
 * Signatures are not verified, so one header is used for all calls.
 */
export async function maxSandboxCallsPerSecond(facts: RegionFacts, calls: number): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const limit = pLimit(16);
  const headers = {
    authorization: `AWS4-HMAC-SHA256 Credential=${facts.homeAccountId}/20261124/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0`,
    'content-type': 'application/x-www-form-urlencoded',
  };
  const ask = (index: number) =>
    new Promise<void>((resolve, reject) => {
      const policy = 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials';
      const call = request(facts.endpoint, { method: 'POST', agent, headers }, (response) => {
        if (response.statusCode !== 200) reject(new Error(`the sandbox answered ${response.statusCode}`));
        response.resume().once('end', resolve);
      });
      call.once('error', reject);
      call.end(
        `Action=AssumeRoot&Version=2011-06-15&TargetPrincipal=${memberId(index)}&TaskPolicyArn.arn=${policy}`,
      );
    });
  const start = performance.now();
  await Promise.all(Array.from({ length: calls }, (_, index) => limit(ask, index % 100)));
  agent.destroy();
  return calls / ((performance.now() - start) / 1000);
}
