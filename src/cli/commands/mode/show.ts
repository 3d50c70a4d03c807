import { readStoredPolicy } from '../../../guardrail/operate/current-policy.ts';
import { readSettingsWith } from '../../operations/older-deployment.ts';
import { defineCommand } from '../../program/command.ts';
import { modeBlocks, modeCsv, modeJson } from '../../views/mode.ts';

export const modeShow = defineCommand({
  description: [
    'Shows which mode applies to the organization, which organizational units and accounts have a mode of their own, the grace of invited accounts, the limit of the breaker, who changed them last, and whether the deployment can delete at all.',
    'Until somebody changes them with `rootguard mode`, they are those of the configuration that was deployed (version 0).',
  ],
  options: {},
  examples: ['rootguard mode show', 'rootguard mode show --output json'],
  exitCodes: { violations: 'the settings do not parse: every account is in observe mode' },
  run: async (context) => {
    const ports = await context.ports();
    const current = await readSettingsWith(ports, () => readStoredPolicy(ports));
    return {
      exit: current.reading.type === 'malformed' ? 'violations' : 'ok',
      json: modeJson(current),
      blocks: modeBlocks(current),
      csv: modeCsv(current),
    };
  },
});
