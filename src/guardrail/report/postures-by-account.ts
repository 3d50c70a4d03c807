import type { PostureReader, StoredPosture } from '../ports/posture.ts';

/** The whole posture table. */
export async function readPosturesByAccount(
  posture: PostureReader,
): Promise<ReadonlyMap<string, StoredPosture>> {
  const postures = new Map<string, StoredPosture>();
  for await (const one of posture.readAll()) postures.set(one.account, one);
  return postures;
}
