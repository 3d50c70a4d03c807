import * as v from 'valibot';
import { AwsError } from '../contract/aws-error.ts';
import { limitedNumber, limitedText, oneOf, type Violation } from '../contract/constraints.ts';
import { object } from '../contract/shapes.ts';
import { tagList } from '../contract/tags.ts';
import { invalidInput } from './context.ts';

/*
 * The constraints on the members of Organizations' requests, from its API model:
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html
 */

const UNIT_ID = 'ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}';

const accountId = limitedText({ max: 12, pattern: '\\d{12}' });
const unitId = limitedText({ max: 68, pattern: UNIT_ID });
const parentId = limitedText({ max: 100, pattern: `r-[0-9a-z]{4,32}|${UNIT_ID}` });
const rootId = limitedText({ max: 34, pattern: 'r-[0-9a-z]{4,32}' });
const childId = limitedText({ max: 100, pattern: `\\d{12}|${UNIT_ID}` });
const targetId = limitedText({ max: 100, pattern: `r-[0-9a-z]{4,32}|\\d{12}|${UNIT_ID}` });
const policyId = limitedText({ max: 130, pattern: 'p-[0-9a-zA-Z_]{8,128}' });
/** The types that there are. The sandbox has policies of the first two. */
const policyType = oneOf(
  'SERVICE_CONTROL_POLICY',
  'RESOURCE_CONTROL_POLICY',
  'TAG_POLICY',
  'BACKUP_POLICY',
  'AISERVICES_OPT_OUT_POLICY',
  'CHATBOT_POLICY',
  'DECLARATIVE_POLICY_EC2',
  'SECURITYHUB_POLICY',
  'INSPECTOR_POLICY',
  'UPGRADE_ROLLOUT_POLICY',
  'BEDROCK_POLICY',
  'S3_POLICY',
  'NETWORK_SECURITY_DIRECTOR_POLICY',
);
const policyName = limitedText({ min: 1, max: 128 });
const policyDescription = limitedText({ max: 512 });
const policyContent = limitedText({ min: 1 });
const servicePrincipal = limitedText({ min: 1, max: 128, pattern: '[\\w+=,.@-]*' });

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html has more constraints than the model. */
const email = v.pipe(
  limitedText({ min: 6, max: 64, pattern: '[^\\s@]+@[^\\s@]+\\.[^\\s@]+' }),
  v.regex(
    /^(?!\.)[^\s"'()<>[\]:;,\\|%&@]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/,
    'Member must be an e-mail address',
  ),
  v.regex(/^[!-~]*$/, 'Member must be an e-mail address'),
);

const ofAccount = { AccountId: accountId };
const ofService = { ServicePrincipal: servicePrincipal };
const paged = {
  NextToken: v.optional(limitedText({ max: 100_000 })),
  MaxResults: v.optional(limitedNumber({ min: 1, max: 20 })),
};

export const REQUESTS = {
  DescribeOrganization: object({}),
  DescribeAccount: object(ofAccount),
  ListAccounts: object(paged),
  ListAccountsForParent: object({ ...paged, ParentId: parentId }),
  ListRoots: object(paged),
  ListParents: object({ ...paged, ChildId: childId }),
  ListOrganizationalUnitsForParent: object({ ...paged, ParentId: parentId }),
  DescribeOrganizationalUnit: object({ OrganizationalUnitId: unitId }),
  CreateAccount: object({
    Email: email,
    AccountName: limitedText({ min: 1, max: 50, pattern: '[\\u0020-\\u007E]+' }),
    RoleName: v.optional(limitedText({ max: 64, pattern: '[\\w+=,.@-]{1,64}' })),
    IamUserAccessToBilling: v.optional(oneOf('ALLOW', 'DENY')),
    Tags: tagList,
  }),
  DescribeCreateAccountStatus: object({
    CreateAccountRequestId: limitedText({ max: 36, pattern: 'car-[a-z0-9]{8,32}' }),
  }),
  MoveAccount: object({ ...ofAccount, SourceParentId: parentId, DestinationParentId: parentId }),
  CloseAccount: object(ofAccount),
  RemoveAccountFromOrganization: object(ofAccount),
  LeaveOrganization: object({}),
  ListAWSServiceAccessForOrganization: object(paged),
  EnableAWSServiceAccess: object(ofService),
  DisableAWSServiceAccess: object(ofService),
  ListDelegatedAdministrators: object({ ...paged, ServicePrincipal: v.optional(servicePrincipal) }),
  ListDelegatedServicesForAccount: object({ ...paged, ...ofAccount }),
  RegisterDelegatedAdministrator: object({ ...ofAccount, ...ofService }),
  DeregisterDelegatedAdministrator: object({ ...ofAccount, ...ofService }),
  ListPolicies: object({ ...paged, Filter: policyType }),
  ListPoliciesForTarget: object({ ...paged, TargetId: targetId, Filter: policyType }),
  ListTargetsForPolicy: object({ ...paged, PolicyId: policyId }),
  DescribePolicy: object({ PolicyId: policyId }),
  CreatePolicy: object({
    Name: policyName,
    Description: policyDescription,
    Type: policyType,
    Content: policyContent,
    Tags: tagList,
  }),
  UpdatePolicy: object({
    PolicyId: policyId,
    Name: v.optional(policyName),
    Description: v.optional(policyDescription),
    Content: v.optional(policyContent),
  }),
  DeletePolicy: object({ PolicyId: policyId }),
  AttachPolicy: object({ PolicyId: policyId, TargetId: targetId }),
  DetachPolicy: object({ PolicyId: policyId, TargetId: targetId }),
  EnablePolicyType: object({ RootId: rootId, PolicyType: policyType }),
  DisablePolicyType: object({ RootId: rootId, PolicyType: policyType }),
} satisfies Readonly<Record<string, v.GenericSchema>>;

/** Reports only the first violation. */
export function invalidRequest([violation]: readonly Violation[]): AwsError {
  const { member = '', type = '', constraint = '' } = violation ?? {};
  const name = member.charAt(0).toUpperCase() + member.slice(1);
  if (TYPE_ISSUES.has(type)) return serialization(`${name}: ${constraint}`);
  const [reason, text] = REASONS[type] ?? ['INVALID_PATTERN', PATTERN];
  return invalidInput(reason, `${text} (${name}: ${constraint})`);
}

const TYPE_ISSUES = new Set(['string', 'number', 'array', 'custom']);

const serialization = (what: string) =>
  new AwsError('SerializationException', `The request cannot be read. ${what}`);

const PATTERN = 'You provided a value that does not match the required pattern.';

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_InvalidInputException.html */
const REASONS: Readonly<Record<string, readonly [reason: string, message: string]>> = {
  missing: ['INPUT_REQUIRED', 'You must include a value for all required parameters.'],
  min_length: ['MIN_LENGTH_EXCEEDED', 'You provided a string parameter that is shorter than allowed.'],
  max_length: ['MAX_LENGTH_EXCEEDED', 'You provided a string parameter that is longer than allowed.'],
  min_value: ['MIN_VALUE_EXCEEDED', 'You provided a numeric value that is smaller than allowed.'],
  max_value: ['MAX_VALUE_EXCEEDED', 'You provided a numeric value that is larger than allowed.'],
  picklist: ['INVALID_ENUM', 'You specified an invalid value.'],
  regex: ['INVALID_PATTERN', PATTERN],
};
