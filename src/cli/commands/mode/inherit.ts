import { withoutModes } from '../../../guardrail/operate/edit-policy.ts';
import { resolveOverrides, scopesToAudit } from '../../../guardrail/operate/resolve-mode-scope.ts';
import { changeMode, policyToEdit, readShownSettings } from '../../operations/change-mode.ts';
import { defineCommand } from '../../program/command.ts';
import { CHANGE_EXITS, MODE_OPTIONS } from './change-options.ts';

export const modeInherit = defineCommand({
  description: [
    'Takes out the mode of organizational units and accounts that have one of their own, so that the next closest applies: that of the nearest unit above, or of the organization. It shows what would be removed by that, and asks.',
  ],
  options: MODE_OPTIONS,
  check: ({ organizationalUnits, accounts }) =>
    organizationalUnits.length + accounts.length === 0 ? ['one of --ou and --account is required'] : [],
  examples: ['rootguard mode inherit --account payments --reason "their audit is over"'],
  exitCodes: CHANGE_EXITS,
  onInterrupt: 'graceful',
  run: async (context, args) => {
    const ports = await context.ports();
    const settings = await readShownSettings(ports);
    const before = policyToEdit(settings);
    const scope = await resolveOverrides(ports, before, args);
    const after = withoutModes(before, scope);
    const { accounts, organizationalUnits } = scope;
    const removesIn = { selection: { accounts, organizationalUnits }, scopes: scopesToAudit(scope) };
    return changeMode(context, ports, { settings, before, after, removesIn, word: 'inherit' }, args);
  },
});
