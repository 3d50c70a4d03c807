import type { CredentialKind } from './credentials.ts';
import type { Exception } from './exception.ts';

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
    likely: /^(?:arn:aws[a-z-]*:iam::\d{12}:(?:mfa|u2f)\/.+|(?!A[KS]IA)[A-Za-z0-9-]{9,32})$/,
  },
};

/** What is wrong, or may be, with the `credentialIds` of an exception that parses. */
export interface IdFindings {
  /** About ids that no credential of the exception can have. */
  readonly errors: readonly string[];
  /** About ids that look wrong and may be right. */
  readonly warnings: readonly string[];
}

export function checkCredentialIds(
  exception: Pick<Exception, 'scope' | 'credentials' | 'credentialIds'>,
): IdFindings {
  const { credentialIds, credentials } = exception;
  if (credentialIds === undefined) return { errors: [], warnings: [] };
  const kinds = credentials.filter((kind) => kind !== 'login-profile');
  if (kinds.length === 0) {
    return { errors: [], warnings: ['credentialIds: narrows nothing, as a password has no id'] };
  }
  const fits = (kind: KindWithId) => credentialIds.map((id) => fitOf(exception, kind, id));
  const errors: string[] = [];
  const warnings: string[] = [];
  const expected = kinds.map((kind) => SHAPES[kind].name).join(' or ');
  for (const [at, id] of credentialIds.entries()) {
    const best = kinds.map((kind) => fits(kind)[at]);
    if (best.includes('likely')) continue;
    const isPossible = best.includes('unlikely');
    (isPossible ? warnings : errors).push(
      `credentialIds: ${JSON.stringify(id)} ${isPossible ? 'does not look like' : 'cannot be'} the id of ${expected}`,
    );
  }
  for (const kind of kinds) {
    if (kinds.length > 1 && !fits(kind).includes('likely')) {
      warnings.push(`credentialIds: names no ${kind}, so none is approved`);
    }
  }
  return { errors, warnings };
}

function fitOf({ scope }: Pick<Exception, 'scope'>, kind: KindWithId, id: string): Fit {
  const { allowed, likely } = SHAPES[kind];
  if (!allowed.test(id)) return 'never';
  const owner = /^arn:[^:]*:iam::(\d{12}):/.exec(id)?.[1];
  if (owner !== undefined && scope.type === 'account' && owner !== scope.account) return 'never';
  return likely.test(id) ? 'likely' : 'unlikely';
}
