/** The exit codes. If several apply, the first of failure, declined, violations and unknown is used. */
export const EXIT = {
  ok: { code: 0, text: 'nothing is wrong' },
  failure: { code: 1, text: 'it failed, or was interrupted' },
  usage: { code: 2, text: 'the command line or its input is invalid' },
  violations: { code: 3, text: 'violations remain, or a check found a problem' },
  unknown: { code: 4, text: 'the state of some accounts is unknown, or a check could not be made' },
  declined: { code: 5, text: 'the confirmation was not given' },
} as const satisfies Record<string, { code: number; text: string }>;

export type Exit = keyof typeof EXIT;
