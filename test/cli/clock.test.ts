import { describe, expect } from 'vitest';
import { it, member, worldOf } from './cli.ts';

const WORLD = worldOf([member('333333333333', 'payments')]);

describe('a machine whose clock differs from that of AWS', () => {
  it.for([
    [600, /^This machine's clock is (9m5\ds|10m) behind that of AWS\b/m],
    [30, /^$/],
  ] as const)(
    'is warned about only where it is far off: %i s behind',
    async ([seconds, said], { givenCli }) => {
      const { sandbox, run } = await givenCli(WORLD);
      sandbox.clock.advance(seconds);
      const { code, stderr } = await run(['status']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(said) });
    },
  );

  it('writes the time of AWS, not its own', async ({ givenCli }) => {
    const { sandbox, json } = await givenCli(WORLD);
    sandbox.clock.advance(86_400);
    const key = ['--credential', 'access-key', '--reason', 'migration'];
    const added = await json(['exceptions', 'add', '--account', 'payments', ...key, '--for', '1h']);
    const [, expiresAt = ''] = /"expiresAt":"([^"]+)"/.exec(JSON.stringify(added.json)) ?? [];
    const minutesLeft = (Date.parse(expiresAt) - sandbox.clock.now().getTime()) / 60_000;
    expect(minutesLeft).toBeGreaterThan(55);
    expect(minutesLeft).toBeLessThanOrEqual(61);
  });
});
