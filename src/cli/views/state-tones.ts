import type { PostureState } from '../../domain/posture-state.ts';
import type { Tone } from '../terminal/terminal.ts';

export const STATE_TONES: Readonly<Record<PostureState, Tone>> = {
  compliant: 'good',
  excepted: 'good',
  violating: 'bad',
  unknown: 'doubtful',
  skipped: 'faint',
};
