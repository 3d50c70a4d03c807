export type KeyStatus = 'Active' | 'Inactive';

export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  readonly status: KeyStatus;
  readonly createdAt: Date;
  readonly lastUsed: { readonly at: Date; readonly service: string; readonly region: string } | undefined;
}

export interface SigningCertificate {
  readonly id: string;
  readonly status: KeyStatus;
  readonly body: string;
  readonly uploadedAt: Date;
}

export interface MfaDevice {
  readonly serialNumber: string;
  readonly enabledAt: Date;
}

/** The credentials of a root user. Immutable: a change is a new value. */
export interface RootCredentials {
  readonly password: { readonly createdAt: Date } | undefined;
  readonly accessKeys: readonly AccessKey[];
  readonly signingCertificates: readonly SigningCertificate[];
  readonly mfaDevices: readonly MfaDevice[];
}

export const NO_CREDENTIALS: RootCredentials = {
  password: undefined,
  accessKeys: [],
  signingCertificates: [],
  mfaDevices: [],
};

/** How many changes a stale read can go back. Each call with a root user's own access key is a change. */
const MAX_VERSIONS = 1000;

interface Version {
  readonly at: Date;
  readonly credentials: RootCredentials;
}

/** The root user of an account, with the history of its credentials. */
export class RootUser {
  #versions: Version[];
  /** Virtual MFA devices that exist but are not enabled, by serial number. */
  readonly unassignedMfaDevices = new Set<string>();

  constructor(credentials: RootCredentials = NO_CREDENTIALS) {
    this.#versions = [{ at: new Date(0), credentials }];
  }

  get credentials(): RootCredentials {
    return this.#versions.at(-1)?.credentials ?? NO_CREDENTIALS;
  }

  /** Whether "Forgot password" works: only while the root user has a login profile. */
  get recoveryAllowed(): boolean {
    return this.credentials.password !== undefined;
  }

  /** The credentials at that time, as a stale read returns them. */
  asOf(time: Date): RootCredentials {
    return this.#versions.findLast(({ at }) => at <= time)?.credentials ?? this.credentials;
  }

  change(at: Date, change: Partial<RootCredentials>): void {
    this.#versions.push({ at, credentials: { ...this.credentials, ...change } });
    if (this.#versions.length > MAX_VERSIONS) this.#versions.shift();
  }
}
