import { settlePromise, unwrap } from '../../concurrency/settled.ts';
import type { MemberAccount } from '../../domain/account.ts';
import { type AwsFailure, concernsWholeOrganization, isTransient } from '../../domain/aws-failure.ts';
import type { Credential } from '../../domain/credentials.ts';
import { type CredentialDecision, decide } from '../../domain/decision.ts';
import type { ExceptionReading } from '../../domain/exception.ts';
import { type CredentialResult, remainsAfter } from '../../domain/ledger-entry.ts';
import { enforcingEverywhere, modeFor, observingEverywhere, type Policy } from '../../domain/policy.ts';
import { isInProgress, type Posture } from '../../domain/posture.ts';
import type { Trigger } from '../../domain/trigger.ts';
import type { RevisedPosture } from '../ports/records.ts';
import type { DeleteSession, Opened, RootAuditor, RootRemover } from '../ports/root-sessions.ts';
import type { AuditContext, Concluded } from './account-posture.ts';
import { concludeAnswered, findAnswer } from './already-audited.ts';
import { checkEligibility, checkEligibilityUncached, type Eligibility } from './check-eligibility.ts';
import { concludeAudit } from './conclude-audit.ts';
import {
  concludeEnforcement,
  concludeRefusedRemoval,
  isRemoval,
  type StartedEnforcement,
  startEnforcement,
} from './conclude-enforcement.ts';
import { concludeInactive, concludeNotFound, concludeRejected, concludeUnknown } from './conclude-refusal.ts';
import { decideWithBreaker } from './decide-with-breaker.ts';
import type { GuardDependencies } from './dependencies.ts';
import { enforce } from './enforce.ts';
import { noteGraceEnd } from './grace-end.ts';
import type { GuardOutcome, GuardRequest } from './guard-request.ts';
import { hasJustArrived, isNewcomer } from './newcomer.ts';
import { type AccountReading, readInAuditSession, readInDeleteSession } from './read-account.ts';
import type { Redecision, RemovalOrder } from './removals.ts';
import { requestSecondLook } from './second-look.ts';

/**
 * Audits an account through a root session, removes what nobody approved, and records what it saw and did.
 *
 * What could not be found out comes back as `retry`, and the account's posture as `unknown`: never as compliant.
 * @throws whatever a table, a queue or the topic answers with; the caller lets the message come again.
 * How long it may take is the caller's to say: the consumer gives up on an account (`src/lambda/consumer.ts`), a person does not.
 */
export async function guardAccount(deps: GuardDependencies, request: GuardRequest): Promise<GuardOutcome> {
  return request.operator ? guardPatiently(deps, request) : guardOnce(deps, request);
}

/** The change that a person has just made brings a message as well, whose run may be at work on the account. */
const OPERATOR_WAIT_MS = 2 * 60 * 1000;

/** A message comes again by itself; a person waits for what another run makes of the account. */
async function guardPatiently(deps: GuardDependencies, request: GuardRequest): Promise<GuardOutcome> {
  let gone: readonly CredentialResult[] = [];
  for (let waited = 0; ; waited += RECHECK_SECONDS * 1000) {
    const outcome = await guardOnce(deps, request);
    if (outcome.type === 'rejected') return outcome;
    const whole = { ...outcome, results: [...gone, ...outcome.results] };
    if (whole.type === 'done' || whole.recheckSeconds === undefined) return whole;
    if (waited >= OPERATOR_WAIT_MS) return whole;
    gone = whole.results.filter((result) => !remainsAfter(result));
    await deps.pause(RECHECK_SECONDS * 1000);
  }
}

async function guardOnce(deps: GuardDependencies, request: GuardRequest): Promise<GuardOutcome> {
  const startedAt = deps.clock.now();
  const admission = await checkEligibility(deps, request.account, request.triggers);
  if (admission.type !== 'eligible') return refuse(deps, request, admission);

  const { account } = admission;
  const answered = await findAnswer(deps, request);
  if (answered) {
    await concludeAnswered(deps, request, answered);
    return done(answered);
  }
  const policy = policyFor(deps, request);
  const known = drawBeside(deps, account);
  const readAt = deps.clock.now();
  const reading = await read(deps, { account, policy, triggers: request.triggers, known });
  const subject: AuditContext = {
    account,
    triggers: request.triggers,
    startedAt,
    readAt,
    sessionOpenedAt: reading.openedAt,
    known,
  };
  if (reading.inventory.type === 'unreadable') {
    return unreadable(deps, request, subject, reading.inventory.failure);
  }

  const { credentials } = reading.inventory;
  // Beside the rest: a queue that does not answer keeps nothing from being removed. The message comes again then.
  const secondLook = settlePromise(requestSecondLook(deps, request, credentials));
  const outcome = await act(deps, request, policy, subject, credentials, reading.deleteSession);
  unwrap(await secondLook);
  return outcome;
}

async function act(
  deps: GuardDependencies,
  request: GuardRequest,
  policy: Policy,
  subject: AuditContext,
  credentials: readonly Credential[],
  session: DeleteSession | undefined,
): Promise<GuardOutcome> {
  if (credentials.length === 0) {
    if (await isEnforcementInProgress(deps, subject)) return recheck(deps, await subject.known());
    return answer(await concludeAudit(deps, subject, { type: 'readable', credentials }, []));
  }
  return decideAndEnforce(deps, request, policy, subject, credentials, session);
}

/** There are credentials: decides on each with what is true now, and carries the decision out. */
async function decideAndEnforce(
  deps: GuardDependencies,
  request: GuardRequest,
  policy: Policy,
  subject: AuditContext,
  credentials: readonly Credential[],
  session: DeleteSession | undefined,
): Promise<GuardOutcome> {
  const decidedAt = deps.clock.now();
  const facts = await readFacts(deps, subject);
  if (facts.type !== 'eligible') return refuse(deps, request, facts);
  const current: AuditContext = { ...subject, account: facts.account };
  const input = { ...facts, credentials, policy };
  if (session === undefined) {
    const likely = decide({
      ...input,
      triggers: request.triggers,
      breaker: 'closed',
      now: deps.clock.now(),
    });
    if (deps.remover === undefined || !likely.some(isRemoval)) {
      return retain(deps, request, current, policy, likely, facts.exceptions);
    }
    const opened = await deps.remover.openDeleteSession(current.account.id);
    if (opened.type === 'refused') {
      const { posture } = await concludeRefusedRemoval(deps, current, likely, opened.failure);
      return retry(posture, describe(opened.failure));
    }
    // AssumeRoot is rate-limited and may have taken long: what was approved or moved meanwhile is asked for again.
    return decideAndEnforce(deps, request, policy, current, credentials, opened.session);
  }
  const { decisions, tell } = await decideWithBreaker(deps, request, input);
  // Beside the rest, like the second look.
  const telling = settlePromise(tell());
  const outcome = decisions.some(isRemoval)
    ? await remove(deps, request, current, policy, { session, decisions, decidedAt })
    : await retain(deps, request, current, policy, decisions, facts.exceptions);
  unwrap(await telling);
  return outcome;
}

type Facts =
  | Exclude<Eligibility, { type: 'eligible' }>
  | (Eligible & { readonly exceptions: ExceptionReading });

type Eligible = Extract<Eligibility, { type: 'eligible' }>;

/**
 * What a decision rests on, asked for now. The exceptions are read after the inventory: one that was written before a
 * credential was created is then always seen together with it.
 */
async function readFacts(deps: GuardDependencies, { account: known }: AuditContext): Promise<Facts> {
  const [admission, likelyExceptions] = await Promise.all([
    checkEligibilityUncached(deps, known.id),
    deps.exceptions.readFor(known),
  ]);
  if (admission.type !== 'eligible') return admission;
  const { account } = admission;
  const exceptions = isSamePath(account, known) ? likelyExceptions : await deps.exceptions.readFor(account);
  return { ...admission, exceptions };
}

const MALFORMED_EXCEPTION = 'an exception that may approve a credential does not parse';

/** Nothing is to be removed: every credential is kept or withheld. */
async function retain(
  deps: GuardDependencies,
  request: GuardRequest,
  subject: AuditContext,
  policy: Policy,
  decisions: readonly CredentialDecision[],
  exceptions: ExceptionReading,
): Promise<GuardOutcome> {
  if (await isEnforcementInProgress(deps, subject)) return recheck(deps, await subject.known());
  await noteGraceEnd(deps, subject, policy, decisions);
  const credentials = decisions.map(({ credential }) => credential);
  const inventory = { type: 'readable', credentials } as const;
  const concluded = await concludeAudit(deps, subject, inventory, decisions, exceptions);
  const { posture } = concluded;
  if (exceptions.type === 'unreadable') return retry(posture, describe(exceptions.failure));
  return posture.state === 'unknown' && !isSweptOnly(request.triggers)
    ? retry(posture, MALFORMED_EXCEPTION)
    : answer(concluded);
}

async function remove(
  deps: GuardDependencies,
  request: GuardRequest,
  current: AuditContext,
  policy: Policy,
  order: Omit<RemovalOrder, 'decideAgain'>,
): Promise<GuardOutcome> {
  const started = await startEnforcement(deps, current, order.decisions);
  if (started === undefined) return recheck(deps, await current.known());
  const { posture, isDisputed } = await carryOut(deps, request, current, policy, order, started);
  // After it: nothing holds up a removal, and what was done is told.
  await noteGraceEnd(deps, current, policy, started.decisions);
  const failed = posture.credentials.find(({ result }) => result === 'failed');
  if (failed) return retry(posture, `${failed.credential.kind} was not removed: ${failed.failedBecause}`);
  if (posture.failure) return retry(posture, describe(posture.failure));
  if (posture.state === 'unknown' && !isSweptOnly(request.triggers)) {
    return retry(posture, MALFORMED_EXCEPTION);
  }
  return started.isShared || isDisputed ? recheckAfter(posture) : done(posture);
}

async function carryOut(
  deps: GuardDependencies,
  { operator }: GuardRequest,
  subject: AuditContext,
  policy: Policy,
  order: Omit<RemovalOrder, 'decideAgain'>,
  started: StartedEnforcement,
): Promise<Concluded> {
  const { account, triggers } = subject;
  const { enforcement, decisions } = started;
  const enforcementId = enforcement.id;
  deps.telemetry.log('enforcement-started', { account: account.id, enforcementId });
  const enforced = await settlePromise(
    enforce(deps, {
      ...order,
      decisions,
      decideAgain: (credentials) => decideAgain(deps, subject, policy, credentials),
      enforcementId,
      account,
      triggers,
      operator,
    }),
  );
  if (enforced.ok) return concludeEnforcement(deps, subject, started, enforced.value);
  // Whoever comes next need not wait for a run that has ended. What became of it, an audit will see.
  const ended = { ...enforcement, hasEnded: true };
  await deps.posture.updateEnforcements(account.id, { ended: [ended] }).catch(() => undefined);
  throw enforced.error;
}

/**
 * In the middle of an enforcement. The exceptions are asked for last, so that as little time as can be lies between them and
 * the removal. The breaker has let this account pass, so it is not asked again.
 */
async function decideAgain(
  deps: GuardDependencies,
  subject: AuditContext,
  policy: Policy,
  credentials: readonly Credential[],
): Promise<Redecision> {
  const admission = await checkEligibilityUncached(deps, subject.account.id);
  if (admission.type === 'unknown') return { type: 'undecidable', failure: admission.failure };
  if (admission.type !== 'eligible') {
    return undecidable('organizations:DescribeAccount', `the account is ${admission.type}`);
  }
  const { account } = admission;
  const exceptions = await deps.exceptions.readFor(account);
  if (exceptions.type === 'unreadable') return { type: 'undecidable', failure: exceptions.failure };
  const input = { account, exceptions, credentials, policy, triggers: subject.triggers };
  const decisions = decide({ ...input, breaker: 'closed', now: deps.clock.now() });
  return { type: 'decided', decisions };
}

function undecidable(call: string, message: string): Redecision {
  const failure = {
    reason: 'unavailable',
    call,
    code: 'Undecidable',
    message,
    requestId: undefined,
  } as const;
  return { type: 'undecidable', failure };
}

/** A rootguard without a remover observes, whatever its policy says. */
function policyFor(deps: GuardDependencies, request: GuardRequest): Policy {
  if (deps.remover === undefined) return observingEverywhere(deps.policy);
  return request.operator ? enforcingEverywhere(deps.policy) : deps.policy;
}

/** Drawn beside the opening of the root session, off the critical path. */
function drawBeside(deps: GuardDependencies, account: MemberAccount): AuditContext['known'] {
  const drawn = settlePromise(deps.posture.reserveRevision(account.id));
  const known = drawn.then((settled) => {
    if (settled.ok) noteFaults(deps, settled.value);
    return settled;
  });
  return () => known.then(unwrap);
}

function noteFaults({ telemetry }: GuardDependencies, { account, issues }: RevisedPosture): void {
  if (issues.length > 0) telemetry.log('posture-malformed', { account, issues });
}

interface Look extends Pick<AuditContext, 'account' | 'triggers' | 'known'> {
  readonly policy: Policy;
}

function read(deps: GuardDependencies, { account, policy, triggers, known }: Look): Promise<AccountReading> {
  const remover = modeFor(policy, account) === 'enforce' ? deps.remover : undefined;
  return remover && triggers.some(pointsToViolation)
    ? readInDeleteSession(removerAfter(known, remover), account.id)
    : readInAuditSession(auditorAfter(known, deps.auditor), account);
}

/*
 * A session is read only once the revision is drawn: so whoever drew later has read later, and a posture with a later
 * revision is never older knowledge.
 */

function removerAfter(known: AuditContext['known'], remover: RootRemover): RootRemover {
  return { openDeleteSession: (account) => both(remover.openDeleteSession(account), known) };
}

function auditorAfter(known: AuditContext['known'], auditor: RootAuditor): RootAuditor {
  return { openAuditSession: (account) => both(auditor.openAuditSession(account), known) };
}

async function both<Session>(opening: Promise<Opened<Session>>, known: AuditContext['known']) {
  const opened = await opening;
  await known();
  return opened;
}

function pointsToViolation(trigger: Trigger): boolean {
  return trigger.type === 'root-credential-changed' || trigger.type === 'audit-requested';
}

async function refuse(
  deps: GuardDependencies,
  request: GuardRequest,
  admission: Exclude<Eligibility, { type: 'eligible' }>,
): Promise<GuardOutcome> {
  const { triggers } = request;
  const now = deps.clock.now();
  switch (admission.type) {
    case 'rejected':
      if (admission.reason === 'outside-organization' && hasJustArrived(triggers, now)) {
        return notFound(deps, request, NOT_A_MEMBER_YET);
      }
      await concludeRejected(deps, request.account, admission.reason, triggers);
      return { type: 'rejected', reason: admission.reason };
    case 'inactive': {
      const { account } = admission;
      const posture = await concludeInactive(deps, account, triggers);
      const isBecomingActive = account.state === 'PENDING_ACTIVATION' && isNewcomer(account, triggers, now);
      return isBecomingActive && !isSweptOnly(triggers)
        ? retry(posture, 'the account has just joined and is not ACTIVE yet')
        : done(posture);
    }
    case 'unknown': {
      const { account, failure } = admission;
      if (account === undefined) return notFound(deps, request, failure);
      const known = await deps.posture.reserveRevision(account.id);
      const subject: AuditContext = {
        account,
        triggers,
        startedAt: now,
        readAt: now,
        known: async () => known,
      };
      const posture = await concludeUnknown(deps, subject, failure);
      return retry({ ...posture, credentials: [] }, describe(failure));
    }
  }
}

/** Organizations tells of an account's joining before it knows the account everywhere. */
const NOT_A_MEMBER_YET: AwsFailure = {
  reason: 'unexpected',
  call: 'organizations:DescribeAccount',
  code: 'AccountNotFoundException',
  message: 'the account has just joined, and Organizations does not know it yet',
  requestId: undefined,
};

async function notFound(
  deps: GuardDependencies,
  request: GuardRequest,
  failure: AwsFailure,
): Promise<GuardOutcome> {
  await concludeNotFound(deps, request.account, request.triggers, failure);
  return { type: 'retry', state: 'unknown', results: [], failure, why: describe(failure) };
}

/** What was listed or remembered of an account may be out of date: whoever has left the organization is not to be alarmed about. */
async function unreadable(
  deps: GuardDependencies,
  request: GuardRequest,
  subject: AuditContext,
  failure: AwsFailure,
): Promise<GuardOutcome> {
  if (!isTransient(failure) && !concernsWholeOrganization(failure)) {
    const admission = await checkEligibilityUncached(deps, request.account);
    if (admission.type === 'rejected' || admission.type === 'inactive')
      return refuse(deps, request, admission);
  }
  return unknown(deps, subject, failure);
}

/**
 * A sweep comes again by itself, so only what may pass soon is worth a retry of a sweep's message: also what AWS refuses
 * in an account that has just joined.
 */
async function unknown(
  deps: GuardDependencies,
  subject: AuditContext,
  failure: AwsFailure,
): Promise<GuardOutcome> {
  const posture = await concludeUnknown(deps, subject, failure);
  const { account, triggers } = subject;
  const passes = isTransient(failure) || isNewcomer(account, triggers, deps.clock.now());
  const found = { ...posture, credentials: [] };
  return passes || !isSweptOnly(triggers) ? retry(found, describe(failure)) : done(found);
}

type Retry = Extract<GuardOutcome, { type: 'retry' }>;

/** Another run is removing something: what is seen meanwhile is worth nothing in a moment. */
async function isEnforcementInProgress(
  { clock }: GuardDependencies,
  { known }: AuditContext,
): Promise<boolean> {
  const { enforcements } = await known();
  return enforcements.some((enforcement) => isInProgress(enforcement, clock.now()));
}

/** How soon an account is looked at again that another run is at work on. */
const RECHECK_SECONDS = 5;

function recheck(deps: GuardDependencies, { account, posture }: RevisedPosture): GuardOutcome {
  deps.telemetry.log('enforcement-left', { account });
  const stands = { state: posture?.state ?? 'unknown', credentials: [], failure: undefined } as const;
  return recheckAfter(stands);
}

function recheckAfter(posture: Pick<Posture, 'state' | 'credentials' | 'failure'>): Retry {
  const why = 'another run is at work on the account';
  return { ...retry(posture, why), recheckSeconds: RECHECK_SECONDS };
}

function answer({ posture, isDisputed }: Concluded): GuardOutcome {
  return isDisputed ? recheckAfter(posture) : done(posture);
}

function done({ state, credentials, failure }: Posture): GuardOutcome {
  return { type: 'done', state, results: credentials, failure };
}

function retry(
  { state, credentials, failure }: Pick<Posture, 'state' | 'credentials' | 'failure'>,
  why: string,
): Retry {
  return { type: 'retry', state, results: credentials, failure, why };
}

function describe(failure: AwsFailure): string {
  return `${failure.call}: ${failure.code}: ${failure.message}`;
}

function isSweptOnly(triggers: readonly Trigger[]): boolean {
  return triggers.every(({ type }) => type === 'swept');
}

function isSamePath(one: MemberAccount, other: MemberAccount): boolean {
  return one.organizationalUnits.join() === other.organizationalUnits.join();
}
