import type { Scene } from './scene.ts';

/** @returns a function that lists the subjects of the notifications published since this call, oldest first */
export function watchNotifications({ sandbox }: Scene): () => readonly string[] {
  const before = sandbox.sns.published().length;
  return () =>
    sandbox.sns
      .published()
      .slice(before)
      .map(({ subject }) => subject ?? '');
}
