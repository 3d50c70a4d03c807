import type { CredentialKind } from './credentials.ts';
import type { Exception } from './exception.ts';
import type { InputIssue } from './schema.ts';

/** `likely`: it looks like the ids that AWS creates for the kind. `never`: no credential of the kind can have it. */
type Fit = 'likely' | 'unlikely' | 'never';

type KindWithId = Exclude<CredentialKind, 'login-profile'>;

/**
 * `allowed` is what the IAM API documents (length and characters). `likely` is what ids look like today; AWS may change that.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyMetadata.html
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_SigningCertificate.html
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_MFADevice.html
 */
const SHAPES: Readonly<
  Record<KindWithId, { readonly name: string; readonly allowed: RegExp; readonly likely: RegExp }>
> = {
  'access-key': {
    name: 'an access key (AKIA and 16 letters and digits)',
    // Ids of temporary credentials start with ASIA. They are never access keys of a user, and are not listed.
    allowed: /^(?!ASIA)\w{16,128}$/,
    likely: /^AKIA[A-Z0-9]{16,}$/,
  },
  'signing-certificate': {
    name: 'a signing certificate (24 letters and digits, or more)',
    allowed: /^\w{24,128}$/,
    likely: /^[A-Z0-9]{24,}$/,
  },
  'mfa-device': {
    name: 'an MFA device (an ARN, or the serial number of the hardware)',
    allowed: /^[\w+=/:,.@-]{9,256}$/,
    likely: /^(?:arn:aws[a-z-]*:iam::\d{12}:(?:mfa|u2f)\/.+|(?!A[KS]IA|a[ks]ia)[A-Za-z0-9-]{9,32})$/,
  },
};

/** What is wrong, or may be, with the `credentialIds` of an exception that parses. */
export interface IdFindings {
  /** About ids that no credential of the exception can have. */
  readonly errors: readonly string[];
  /** About ids that look wrong and may be right. */
  readonly warnings: readonly string[];
}

type NarrowedException = Pick<Exception, 'scope' | 'credentials' | 'credentialIds'>;

export function checkCredentialIds(exception: NarrowedException): IdFindings {
  const { credentialIds, credentials } = exception;
  if (credentialIds === undefined) return { errors: [], warnings: [] };
  const kinds = kindsWithId(credentials);
  if (kinds.length === 0) {
    return { errors: [], warnings: ['credentialIds: narrows nothing, as a password has no id'] };
  }
  const fits = credentialIds.map((id) => fitOf(exception, kinds, id));
  const expected = namesOf(kinds);
  const finding = (id: string, what: string) =>
    `credentialIds: ${JSON.stringify(id)} ${what} the id of ${expected}`;
  const idsThatAre = (fit: Fit) => credentialIds.filter((_, at) => fits[at] === fit);
  const unnamed = kinds.length > 1 ? kinds.filter((kind) => !isNamed(exception, kind, credentialIds)) : [];
  return {
    errors: idsThatAre('never').map((id) => finding(id, 'cannot be')),
    warnings: [
      ...idsThatAre('unlikely').map((id) => finding(id, 'does not look like')),
      ...unnamed.map((kind) => `credentialIds: names no ${kind}, so none is approved`),
    ],
  };
}

/**
 * The ids of an exception that no credential can have, so that it does not approve what it was meant to. An id is not quoted, as a
 * row may have one of any length.
 */
export function impossibleCredentialIds(exception: NarrowedException): readonly InputIssue[] {
  const kinds = kindsWithId(exception.credentials);
  if (kinds.length === 0) return [];
  const expected = namesOf(kinds);
  return (exception.credentialIds ?? []).flatMap((id, at): readonly InputIssue[] => {
    if (fitOf(exception, kinds, id) !== 'never') return [];
    const message = `cannot be the id of ${expected}${likelySlip(id)}`;
    return [{ path: `credentialIds.${at}`, message }];
  });
}

/** How many characters of an id are named. */
const MAX_NAMED_CHARACTERS = 5;

/** What a reader of the row overlooks. */
function likelySlip(id: string): string {
  const unusual = [...new Set(id.match(/[^\x21-\x7e]/gu))].slice(0, MAX_NAMED_CHARACTERS);
  if (unusual.length > 0) return `: it contains ${unusual.map(codePointOf).join(', ')}`;
  return isCapitalsTypedSmall(id) ? ': it has small letters' : '';
}

function codePointOf(character: string): string {
  return `U+${Number(character.codePointAt(0)).toString(16).toUpperCase().padStart(4, '0')}`;
}

function kindsWithId(kinds: readonly CredentialKind[]): readonly KindWithId[] {
  return kinds.filter((kind) => kind !== 'login-profile');
}

function namesOf(kinds: readonly KindWithId[]): string {
  return kinds.map((kind) => SHAPES[kind].name).join(' or ');
}

function isNamed(exception: NarrowedException, kind: KindWithId, ids: readonly string[]): boolean {
  return ids.some((id) => fitOfKind(exception, kind, id) === 'likely');
}

/** How well it fits the kind that it fits best. */
function fitOf(exception: NarrowedException, kinds: readonly KindWithId[], id: string): Fit {
  const fits = kinds.map((kind) => fitOfKind(exception, kind, id));
  if (fits.includes('likely')) return 'likely';
  const isMeantForKind = (kind: KindWithId) =>
    CAPITALS_ONLY.includes(kind) && isLikely(kind, id.toUpperCase());
  return fits.includes('unlikely') && !kinds.some(isMeantForKind) ? 'unlikely' : 'never';
}

/** Kinds whose ids AWS makes of capitals and digits. It compares them with their case. */
const CAPITALS_ONLY: readonly KindWithId[] = ['access-key', 'signing-certificate'];

function isCapitalsTypedSmall(id: string): boolean {
  return CAPITALS_ONLY.some((kind) => !isLikely(kind, id) && isLikely(kind, id.toUpperCase()));
}

function isLikely(kind: KindWithId, id: string): boolean {
  return SHAPES[kind].likely.test(id);
}

function fitOfKind({ scope }: NarrowedException, kind: KindWithId, id: string): Fit {
  const { allowed } = SHAPES[kind];
  if (!allowed.test(id)) return 'never';
  const owner = /^arn:[^:]*:iam::(\d{12}):/.exec(id)?.[1];
  if (owner !== undefined && scope.type === 'account' && owner !== scope.account) return 'never';
  return isLikely(kind, id) ? 'likely' : 'unlikely';
}
