import { generatedNamePrefix } from '../../domain/generated-name.ts';
import type { JsonObject } from '../../domain/json-object.ts';
import type { OwnPart } from '../../domain/own-part.ts';
import { valueAt } from '../json.ts';
import type { OwnPartCall, OwnPartLocation } from './calls.ts';

/** There is one for each further Region, whose name follows. */
type RegionalStack = 'sessions' | 'managementSessions';

/** The names of an installation, as far as calls name its parts by them. */
export interface OwnNames {
  readonly stacks: Readonly<Record<string, string>> & Readonly<Record<RegionalStack, string>>;
  readonly tables: Readonly<Record<string, string>>;
  readonly queues: Readonly<Record<string, string>>;
  readonly policies: Readonly<Record<string, string>>;
  readonly sessionsUndelivered: string;
  readonly topic: string;
  readonly watchdogTopic: string;
  readonly sessionsTopic: string;
  readonly bus: string;
  readonly rulePrefix: string;
  readonly membersStackSet: string;
  readonly memberSessionsStackSet: string;
  readonly scheduleGroup: string;
  /** Of the canary's schedule, and of its group. */
  readonly canary: string;
  readonly canaryRole: string;
  /** Of the forwarding roles, with a slash on both ends. */
  readonly rolePath: string;
  readonly alarmPrefix: string;
  readonly keyAlias: string;
}

/** What tells the parts of an installation from those of others. */
export interface OwnInstallation {
  readonly names: OwnNames;
  /** The key that encrypts its data; undefined where AWS's own keys do. */
  readonly keyArn: string | undefined;
  /** Path and name of the permissions boundary of its roles; undefined where there is none of the organization's own. */
  readonly boundary?: string | undefined;
}

/** Parts that are in member accounts as well. Elsewhere something of somebody else may have the name of one of the others. */
const PARTS_OF_EVERY_ACCOUNT: readonly OwnPart[] = ['forwarding rule', 'role', 'stack', 'StackSet'];

/**
 * The text by which the call names a part of this installation; undefined where it is about something else. The names of another
 * installation may begin like those of this one: its changes may be reported by both.
 * @param detail the CloudTrail record
 */
export function ownPartOf(
  { part, namedAt }: OwnPartCall,
  detail: JsonObject,
  location: OwnPartLocation,
  installation: OwnInstallation,
): string | undefined {
  const isOwn = (text: string) => {
    if (part === 'policy' && isBoundary(text, installation)) return true;
    if (location === 'member' && !PARTS_OF_EVERY_ACCOUNT.includes(part)) return false;
    if (location === 'member' && part === 'role' && isRoleOfPeople(text, installation.names)) return false;
    return IS_OWN[part](text, installation);
  };
  return namedAt.flatMap((path) => textsAt(detail, path)).find(isOwn);
}

function textsAt(detail: JsonObject, path: string): readonly string[] {
  const value = valueAt(detail, path);
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((one) => typeof one === 'string');
}

type IsOwn = (text: string, installation: OwnInstallation) => boolean;

const IS_OWN: Readonly<Record<OwnPart, IsOwn>> = {
  alarm: (name, { names }) => name.startsWith(names.alarmPrefix),
  'event bus': (name, { names }) =>
    lastPart(name, '/') === names.bus || lastPart(name, '/').startsWith(names.rulePrefix),
  'event source mapping': (text, installation) =>
    isOwnFunction(text, installation) || isOwnQueue(text, installation) || isOwnTable(text, installation),
  'forwarding rule': (name, { names }) =>
    name.startsWith(names.rulePrefix) || lastPart(name, '/') === names.bus,
  function: isOwnFunction,
  key: (id, { names, keyArn }) =>
    id === names.keyAlias || (keyArn !== undefined && lastPart(id, '/') === lastPart(keyArn, '/')),
  'log group': (text, { names }) =>
    beginsWithStack(text.replace(/^(?:.*:log-group:)?(?:\/aws\/lambda\/)?/, ''), names),
  policy: (arn, { names }) => {
    const name = lastPart(arn, '/');
    return Object.values(names.policies).includes(name) || beginsWithStack(name, names);
  },
  queue: isOwnQueue,
  resource: isOwnResource,
  role: (text, { names }) =>
    isRolePath(text) ? isOwnRolePath(text, names) : isRoleOfPeople(text, names) || isOwnRole(text, names),
  schedule: (name, { names }) => name === names.scheduleGroup || name === names.canary,
  stack: (text, { names }) => isOwnStack(text, names),
  StackSet: (text, { names }) =>
    [names.membersStackSet, names.memberSessionsStackSet].includes(firstPart(text, ':')),
  table: isOwnTable,
  topic: (arn, { names }) =>
    [names.topic, names.watchdogTopic, names.sessionsTopic].includes(arn.split(':')[5] ?? ''),
};

/**
 * A name, `NAME:ALIAS`, or an ARN, whole or from the account on. The pattern of the API also allows to leave out parts of the ARN.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html
 */
function isOwnFunction(text: string, { names }: OwnInstallation): boolean {
  const name = text.replace(/^(?:.*:)?function:/, '').replace(/^(?:.*:)?\d{12}:/, '');
  return beginsWithStack(firstPart(name, ':'), names);
}

/** A URL or an ARN. */
function isOwnQueue(text: string, { names }: OwnInstallation): boolean {
  const name = lastPart(lastPart(text, '/'), ':');
  return name !== text && [...Object.values(names.queues), names.sessionsUndelivered].includes(name);
}

/** By one of these the name of nearly any resource, alone or as the end of an ARN or a URL, is one of rootguard's. */
const PARTS_BY_IDENTIFIER: readonly OwnPart[] = ['event bus', 'topic'];

/**
 * An identifier of Cloud Control: whatever identifies a resource of its type, or several of them with `|` between them.
 * @see https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/resource-identifier.html
 */
function isOwnResource(text: string, installation: OwnInstallation): boolean {
  return text.split('|').some((one) => PARTS_BY_IDENTIFIER.some((part) => IS_OWN[part](one, installation)));
}

/** A name, or the ARN of the table, of an index or of its stream. */
function isOwnTable(text: string, { names }: OwnInstallation): boolean {
  const name = firstPart(text.replace(/^.*:table\//, ''), '/');
  return Object.values(names.tables).includes(name);
}

/** A name, or the ARN of a stack; that of a change set does not name the stack. */
function isOwnStack(text: string, names: OwnNames): boolean {
  const name = firstPart(text.replace(/^.*:stack\//, ''), '/');
  const { sessions, managementSessions } = names.stacks;
  const beginnings = [sessions, managementSessions, `StackSet-${names.membersStackSet}`];
  return (
    Object.values(names.stacks).includes(name) ||
    beginnings.some((beginning) => name.startsWith(`${beginning}-`))
  );
}

/** By ARN. Every account has one of that name. */
function isBoundary(arn: string, { boundary }: OwnInstallation): boolean {
  return boundary !== undefined && arn.endsWith(`:policy/${boundary}`);
}

function isOwnRole(name: string, names: OwnNames): boolean {
  return (
    name === names.canaryRole || beginsWithStack(name, names) || name.startsWith(memberRolePrefix(names))
  );
}

/** A path begins and ends with `/`, which no name contains. */
function isRolePath(text: string): boolean {
  return text.startsWith('/');
}

/** That of the forwarding roles, or one that a pattern for the name of a role would match. */
function isOwnRolePath(path: string, names: OwnNames): boolean {
  const parts = path.split('/');
  return path.startsWith(names.rolePath) || parts.some((part) => isOwnRole(part, names));
}

/** In the home account roles may have the names of the policies for people. By default those of operators may open root sessions. */
function isRoleOfPeople(name: string, { policies }: OwnNames): boolean {
  return Object.values(policies).includes(name);
}

/** CloudFormation begins the names that it makes up with that of the stack. */
function beginsWithStack(name: string, { stacks }: OwnNames): boolean {
  return Object.values(stacks).some((stack) => name.startsWith(generatedNamePrefix(stack)));
}

/** Begins the names of the forwarding roles in member accounts. Calls name a role without its path. */
export function memberRolePrefix({ membersStackSet }: Pick<OwnNames, 'membersStackSet'>): string {
  return generatedNamePrefix(`StackSet-${membersStackSet}`);
}

function firstPart(text: string, separator: string): string {
  const end = text.indexOf(separator);
  return end === -1 ? text : text.slice(0, end);
}

function lastPart(text: string, separator: string): string {
  return text.slice(text.lastIndexOf(separator) + 1);
}
