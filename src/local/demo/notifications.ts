import type { Scene } from './scene.ts';

/** @returns a function that lists the subjects of the notifications published since this call, oldest first */
export function watchNotifications(scene: Scene): () => readonly string[] {
  const published = watchPublished(scene);
  return () => published().map(({ subject }) => subject);
}

/** As `watchNotifications`, with their texts. What tells the management account without rootguard is left out. */
export function watchPublished({
  sandbox,
}: Scene): () => readonly { readonly subject: string; readonly text: string }[] {
  const before = sandbox.sns.published().length;
  return () =>
    sandbox.sns
      .published()
      .slice(before)
      .filter(({ topicArn }) => topicArn.includes(`:${sandbox.homeAccountId}:`))
      .map(({ subject = '', message }) => ({ subject, text: message }));
}
