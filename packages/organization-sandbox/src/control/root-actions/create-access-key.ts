import { displayTimestamp } from '../../cloudtrail/format.ts';
import { MAX_ACCESS_KEYS_PER_USER, newAccessKey } from '../../world/new-credentials.ts';
import { type ActionOfRoot, refused } from './action.ts';

export const createAccessKey: ActionOfRoot = ({ ids, now, emit, consoleEvents }, { id, root }) => {
  const { accessKeys } = root.credentials;
  if (accessKeys.length >= MAX_ACCESS_KEYS_PER_USER) {
    return refused('The root user has two access keys already.');
  }
  const at = now();
  const key = newAccessKey(ids, at);
  root.change(at, { accessKeys: [...accessKeys, key] });
  const call = {
    eventName: 'CreateAccessKey',
    responseElements: {
      accessKey: { accessKeyId: key.id, status: key.status, createDate: displayTimestamp(at) },
    },
  };
  emit(consoleEvents.iamCall(id, call));
  return { type: 'done', created: key.id };
};
