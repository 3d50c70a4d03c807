import { createHash, randomUUID } from 'node:crypto';

/** What can be changed of a function. */
export interface FunctionSettings {
  readonly description: string;
  readonly runtime: string;
  readonly handler: string;
  readonly role: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly environment: Readonly<Record<string, string>>;
}

export interface LambdaFunction extends FunctionSettings {
  readonly name: string;
  readonly arn: string;
  /** Base64 of the SHA-256 of its code. */
  readonly codeSha256: string;
  readonly codeBytes: number;
  readonly changedAt: Date;
  readonly revisionId: string;
  /** Undefined for a function that shares the concurrency of its account. With 0 it is never invoked. */
  readonly reservedConcurrency: number | undefined;
}

export interface MappingSettings {
  readonly functionArn: string;
  readonly isEnabled: boolean;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly maximumConcurrency: number | undefined;
}

/** An event source mapping, which polls a queue or a stream. */
export interface Mapping extends MappingSettings {
  readonly id: string;
  readonly arn: string;
  readonly eventSourceArn: string;
  readonly changedAt: Date;
}

export interface FunctionLocation {
  readonly accountId: string;
  readonly region: string;
}

export interface NewFunction extends FunctionLocation, Partial<FunctionSettings> {
  readonly name: string;
  readonly code?: string | Buffer;
}

export interface NewMapping extends FunctionLocation, Partial<Omit<MappingSettings, 'functionArn'>> {
  readonly functionArn: string;
  readonly eventSourceArn: string;
}

const DEFAULTS: FunctionSettings = {
  description: '',
  runtime: 'nodejs20.x',
  handler: 'index.handler',
  role: '',
  timeoutSeconds: 3,
  memoryMegabytes: 128,
  environment: {},
};

const digest = (code: string | Buffer): string => createHash('sha256').update(code).digest('base64');

/**
 * Functions of every account and Region, and their event source mappings. Nothing is run here: a function in this process is
 * registered so that its changes have a record, and its poller follows the mapping (`lambda/event-source-mapping.ts`).
 */
export class FunctionRegistry {
  readonly #now: () => Date;
  readonly #functions = new Map<string, LambdaFunction>();
  readonly #mappings = new Map<string, Mapping>();
  readonly #listeners = new Set<() => void>();

  constructor(now: () => Date) {
    this.#now = now;
  }

  register({ accountId, region, name, code = '', ...settings }: NewFunction): LambdaFunction {
    const arn = functionArn({ accountId, region }, name);
    const added: LambdaFunction = {
      ...DEFAULTS,
      ...settings,
      name,
      arn,
      codeSha256: digest(code),
      codeBytes: Buffer.byteLength(code),
      changedAt: this.#now(),
      revisionId: randomUUID(),
      reservedConcurrency: undefined,
    };
    this.#functions.set(arn, added);
    return added;
  }

  get(arn: string): LambdaFunction | undefined {
    return this.#functions.get(arn);
  }

  /** Sorted by name. */
  list(location: FunctionLocation): LambdaFunction[] {
    const start = functionArn(location, '');
    return [...this.#functions.values()]
      .filter(({ arn }) => arn.startsWith(start))
      .sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  change(changed: LambdaFunction, settings: Partial<FunctionSettings>): LambdaFunction {
    return this.#store({ ...changed, ...settings, changedAt: this.#now(), revisionId: randomUUID() });
  }

  changeCode(changed: LambdaFunction, code: string | Buffer): LambdaFunction {
    const contents = { codeSha256: digest(code), codeBytes: Buffer.byteLength(code) };
    return this.#store({ ...changed, ...contents, changedAt: this.#now(), revisionId: randomUUID() });
  }

  reserve(changed: LambdaFunction, reservedConcurrency: number | undefined): LambdaFunction {
    return this.#store({ ...changed, reservedConcurrency });
  }

  delete({ arn }: LambdaFunction): void {
    this.#functions.delete(arn);
    this.#notify();
  }

  map({ accountId, region, ...settings }: NewMapping): Mapping {
    const id = randomUUID();
    const added: Mapping = {
      isEnabled: true,
      batchSize: 10,
      batchingWindowSeconds: 0,
      maximumConcurrency: undefined,
      ...settings,
      id,
      arn: `arn:aws:lambda:${region}:${accountId}:event-source-mapping:${id}`,
      changedAt: this.#now(),
    };
    this.#mappings.set(id, added);
    return added;
  }

  mapping(id: string): Mapping | undefined {
    return this.#mappings.get(id);
  }

  mappings({ accountId, region }: FunctionLocation): Mapping[] {
    const start = `arn:aws:lambda:${region}:${accountId}:`;
    return [...this.#mappings.values()].filter(({ arn }) => arn.startsWith(start));
  }

  changeMapping(changed: Mapping, settings: Partial<MappingSettings>): Mapping {
    const mapping = { ...changed, ...settings, changedAt: this.#now() };
    this.#mappings.set(mapping.id, mapping);
    this.#notify();
    return mapping;
  }

  deleteMapping({ id }: Mapping): void {
    this.#mappings.delete(id);
    this.#notify();
  }

  /** Whether Lambda invokes the function for the mapping now. */
  isInvoked(mappingId: string): boolean {
    const mapping = this.#mappings.get(mappingId);
    if (mapping === undefined || !mapping.isEnabled) return false;
    const mapped = this.#functions.get(mapping.functionArn);
    return mapped !== undefined && mapped.reservedConcurrency !== 0;
  }

  /** Runs after each change that may stop or start a mapping. Returns what ends that. */
  onChange(run: () => void): () => void {
    this.#listeners.add(run);
    return () => this.#listeners.delete(run);
  }

  #store(changed: LambdaFunction): LambdaFunction {
    this.#functions.set(changed.arn, changed);
    this.#notify();
    return changed;
  }

  #notify(): void {
    for (const run of this.#listeners) run();
  }
}

export const functionArn = ({ accountId, region }: FunctionLocation, name: string): string =>
  `arn:aws:lambda:${region}:${accountId}:function:${name}`;
