import { accountText, unitText } from './accounts.ts';
import { list } from './option.ts';

/** The accounts and units whose mode is changed; without both, the organization. */
export const MODE_ACCOUNT = list(
  '-a, --account <account>',
  'the mode of this account, by id or unique name',
  accountText,
);

export const MODE_UNIT = list(
  '--ou <ou>',
  'the mode of this organizational unit, for the accounts in it and below it, by id or unique name',
  unitText,
);
