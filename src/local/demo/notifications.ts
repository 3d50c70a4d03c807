import type { Scene } from './scene.ts';

/** The subjects of the notifications since then, oldest first; call it before and after. */
export function watchNotifications({ sandbox }: Scene): () => readonly string[] {
  const before = sandbox.sns.published().length;
  return () =>
    sandbox.sns
      .published()
      .slice(before)
      .map(({ subject }) => subject ?? '');
}
