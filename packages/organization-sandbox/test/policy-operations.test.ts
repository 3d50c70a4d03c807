import {
  AttachPolicyCommand,
  CreatePolicyCommand,
  type CreatePolicyCommandInput,
  DeletePolicyCommand,
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  DetachPolicyCommand,
  DisablePolicyTypeCommand,
  EnablePolicyTypeCommand,
  ListPoliciesCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  ListTargetsForPolicyCommand,
  OrganizationsClient,
  type PolicyType,
  RemoveAccountFromOrganizationCommand,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations';
import { describe, expect, onTestFinished, test } from 'vitest';
import { errorOf } from '../src/testing/sdk-error.ts';
import { startTestSandbox } from '../src/testing/test-sandbox.ts';

const MANAGEMENT = '111111111111';
const HOME = '222222222222';
const MEMBER = '333333333333';
const UNIT = 'ou-sbox-work0001';
const ROOT = 'r-sbox';
const FULL_ACCESS = 'p-FullAWSAccess';

const deny = (Action: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action, Resource: '*' }] });
const NO_IAM: Required<Omit<CreatePolicyCommandInput, 'Tags'>> = {
  Name: 'no-iam',
  Description: 'Denies IAM',
  Type: 'SERVICE_CONTROL_POLICY',
  Content: deny('iam:*'),
};
const RCP_CONTENT = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Deny', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' },
});

async function givenOrganization() {
  const sandbox = await startTestSandbox(onTestFinished);
  return { sandbox, organizations: sandbox.client(OrganizationsClient, MANAGEMENT) };
}

const idsForTarget = async (client: OrganizationsClient, TargetId: string, Filter: PolicyType) => {
  const { Policies = [] } = await client.send(new ListPoliciesForTargetCommand({ TargetId, Filter }));
  return Policies.map(({ Id }) => Id);
};

async function givenPolicy(client: OrganizationsClient, input: Partial<typeof NO_IAM> = {}): Promise<string> {
  const { Policy } = await client.send(new CreatePolicyCommand({ ...NO_IAM, ...input }));
  return Policy?.PolicySummary?.Id ?? '';
}

describe('a policy', () => {
  test('is created, described and listed', async () => {
    const { organizations } = await givenOrganization();
    const { Policy } = await organizations.send(new CreatePolicyCommand(NO_IAM));
    const Id = Policy?.PolicySummary?.Id ?? '';
    expect(Policy).toEqual({
      PolicySummary: {
        Id: expect.stringMatching(/^p-[0-9a-z]{10}$/),
        Arn: `arn:aws:organizations::${MANAGEMENT}:policy/o-sandbox0001/service_control_policy/${Id}`,
        Name: 'no-iam',
        Description: 'Denies IAM',
        Type: 'SERVICE_CONTROL_POLICY',
        AwsManaged: false,
      },
      Content: NO_IAM.Content,
    });
    expect((await organizations.send(new DescribePolicyCommand({ PolicyId: Id }))).Policy).toEqual(Policy);
    const list = new ListPoliciesCommand({ Filter: 'SERVICE_CONTROL_POLICY' });
    expect((await organizations.send(list)).Policies?.map(({ Name }) => Name)).toEqual([
      'FullAWSAccess',
      'no-iam',
    ]);
  });

  test('takes effect where it is attached, and no longer once it is detached', async () => {
    const { sandbox, organizations } = await givenOrganization();
    const PolicyId = await givenPolicy(organizations, { Content: deny('organizations:Describe*') });
    const describeOrganization = () =>
      sandbox.client(OrganizationsClient, MEMBER).send(new DescribeOrganizationCommand({}));
    await organizations.send(new AttachPolicyCommand({ PolicyId, TargetId: UNIT }));
    expect(await idsForTarget(organizations, UNIT, 'SERVICE_CONTROL_POLICY')).toEqual([
      FULL_ACCESS,
      PolicyId,
    ]);
    expect(await errorOf(describeOrganization())).toMatchObject({ code: 'AccessDeniedException' });
    await organizations.send(new DetachPolicyCommand({ PolicyId, TargetId: UNIT }));
    expect(await idsForTarget(organizations, UNIT, 'SERVICE_CONTROL_POLICY')).toEqual([FULL_ACCESS]);
    expect((await describeOrganization()).Organization).toBeDefined();
  });

  test('takes effect as it is changed, and keeps what a change leaves out', async () => {
    const { sandbox, organizations } = await givenOrganization();
    const PolicyId = await givenPolicy(organizations, { Content: deny('organizations:*') });
    await organizations.send(new AttachPolicyCommand({ PolicyId, TargetId: HOME }));
    const home = sandbox.client(OrganizationsClient, HOME);
    expect((await errorOf(home.send(new ListRootsCommand({})))).code).toBe('AccessDeniedException');
    const update = new UpdatePolicyCommand({ PolicyId, Content: deny('iam:*') });
    const { Policy } = await organizations.send(update);
    expect(Policy).toMatchObject({ PolicySummary: { Name: 'no-iam', Description: 'Denies IAM' } });
    expect(Policy?.Content).toBe(deny('iam:*'));
    expect((await home.send(new ListRootsCommand({}))).Roots).toHaveLength(1);
  });

  test('is deleted once nothing has it', async () => {
    const { organizations } = await givenOrganization();
    const PolicyId = await givenPolicy(organizations);
    await organizations.send(new AttachPolicyCommand({ PolicyId, TargetId: ROOT }));
    expect((await errorOf(organizations.send(new DeletePolicyCommand({ PolicyId })))).code).toBe(
      'PolicyInUseException',
    );
    await organizations.send(new DetachPolicyCommand({ PolicyId, TargetId: ROOT }));
    await organizations.send(new DeletePolicyCommand({ PolicyId }));
    expect(await errorOf(organizations.send(new DescribePolicyCommand({ PolicyId })))).toMatchObject({
      code: 'PolicyNotFoundException',
      message: "You specified a policy that doesn't exist.",
    });
  });

  test('lists its targets, with their names', async () => {
    const { organizations } = await givenOrganization();
    const PolicyId = await givenPolicy(organizations);
    for (const TargetId of [MEMBER, UNIT, ROOT]) {
      await organizations.send(new AttachPolicyCommand({ PolicyId, TargetId }));
    }
    const { Targets } = await organizations.send(new ListTargetsForPolicyCommand({ PolicyId }));
    const arn = (resource: string) => `arn:aws:organizations::${MANAGEMENT}:${resource}`;
    expect(Targets).toEqual([
      { TargetId: ROOT, Arn: arn('root/o-sandbox0001/r-sbox'), Name: 'Root', Type: 'ROOT' },
      {
        TargetId: UNIT,
        Arn: arn(`ou/o-sandbox0001/${UNIT}`),
        Name: 'workloads',
        Type: 'ORGANIZATIONAL_UNIT',
      },
      { TargetId: MEMBER, Arn: arn(`account/o-sandbox0001/${MEMBER}`), Name: 'payments', Type: 'ACCOUNT' },
    ]);
  });
});

describe("AWS's own policy", () => {
  test('is attached to the root, and to every unit and account, in pages of 20', async () => {
    const { sandbox, organizations } = await givenOrganization();
    const { units, accounts } = sandbox.organization;
    const first = await organizations.send(new ListTargetsForPolicyCommand({ PolicyId: FULL_ACCESS }));
    expect(first.Targets).toHaveLength(20);
    const { Targets, NextToken } = await organizations.send(
      new ListTargetsForPolicyCommand({ PolicyId: FULL_ACCESS, NextToken: first.NextToken }),
    );
    expect(Targets).toHaveLength(1 + units.size + accounts.size - 20);
    expect(NextToken).toBeUndefined();
  });

  test('is described as on AWS, and cannot be changed or deleted', async () => {
    const { organizations } = await givenOrganization();
    const { Policy } = await organizations.send(new DescribePolicyCommand({ PolicyId: FULL_ACCESS }));
    expect(Policy?.PolicySummary).toEqual({
      Arn: 'arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess',
      AwsManaged: true,
      Description: 'Allows access to every operation',
      Id: FULL_ACCESS,
      Name: 'FullAWSAccess',
      Type: 'SERVICE_CONTROL_POLICY',
    });
    expect(JSON.parse(Policy?.Content ?? '').Statement).toEqual([
      { Effect: 'Allow', Action: '*', Resource: '*' },
    ]);
    const changes = [
      organizations.send(new UpdatePolicyCommand({ PolicyId: FULL_ACCESS, Name: 'mine' })),
      organizations.send(new DeletePolicyCommand({ PolicyId: FULL_ACCESS })),
    ];
    for (const change of changes) {
      expect(await errorOf(change)).toMatchObject({ code: 'InvalidInputException' });
    }
  });

  test('can be replaced by another one that allows, but is not detached as the last one', async () => {
    const { sandbox, organizations } = await givenOrganization();
    const detach = () =>
      organizations.send(new DetachPolicyCommand({ PolicyId: FULL_ACCESS, TargetId: HOME }));
    expect(await errorOf(detach())).toMatchObject({ code: 'ConstraintViolationException' });
    const Content = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 'iam:*', Resource: '*' }] });
    const PolicyId = await givenPolicy(organizations, { Name: 'only-iam', Content });
    await organizations.send(new AttachPolicyCommand({ PolicyId, TargetId: HOME }));
    await detach();
    const home = sandbox.client(OrganizationsClient, HOME);
    expect((await errorOf(home.send(new ListRootsCommand({})))).message).toMatch(
      /because no service control policy allows the organizations:ListRoots action$/,
    );
  });
});

describe('policy types', () => {
  const rootTypes = async (client: OrganizationsClient) => {
    const { Roots = [] } = await client.send(new ListRootsCommand({}));
    return Roots[0]?.PolicyTypes;
  };

  test('are those of service control policies, and of resource control policies once that is enabled', async () => {
    const { organizations } = await givenOrganization();
    const type = { RootId: ROOT, PolicyType: 'RESOURCE_CONTROL_POLICY' } as const;
    expect(await rootTypes(organizations)).toEqual([{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }]);
    const PolicyId = await givenPolicy(organizations, {
      Type: 'RESOURCE_CONTROL_POLICY',
      Content: RCP_CONTENT,
    });
    const attach = () => organizations.send(new AttachPolicyCommand({ PolicyId, TargetId: MEMBER }));
    expect((await errorOf(attach())).code).toBe('PolicyTypeNotEnabledException');
    expect(await idsForTarget(organizations, MEMBER, 'RESOURCE_CONTROL_POLICY')).toEqual([]);

    const { Root } = await organizations.send(new EnablePolicyTypeCommand(type));
    expect(Root?.PolicyTypes).toEqual([
      { Type: 'RESOURCE_CONTROL_POLICY', Status: 'ENABLED' },
      { Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' },
    ]);
    expect((await errorOf(organizations.send(new EnablePolicyTypeCommand(type)))).code).toBe(
      'PolicyTypeAlreadyEnabledException',
    );
    await attach();
    expect(await idsForTarget(organizations, MEMBER, 'RESOURCE_CONTROL_POLICY')).toEqual([
      'p-RCPFullAWSAccess',
      PolicyId,
    ]);
    const detach = new DetachPolicyCommand({ PolicyId: 'p-RCPFullAWSAccess', TargetId: MEMBER });
    expect((await errorOf(organizations.send(detach))).code).toBe('ConstraintViolationException');
  });

  test('detach their policies when they are disabled, and start anew with that of AWS', async () => {
    const { sandbox, organizations } = await givenOrganization();
    const type = { RootId: ROOT, PolicyType: 'SERVICE_CONTROL_POLICY' } as const;
    const PolicyId = await givenPolicy(organizations, { Content: deny('*') });
    await organizations.send(new AttachPolicyCommand({ PolicyId, TargetId: ROOT }));
    await organizations.send(new DisablePolicyTypeCommand(type));
    expect(await rootTypes(organizations)).toEqual([]);
    const home = sandbox.client(OrganizationsClient, HOME);
    expect((await home.send(new ListRootsCommand({}))).Roots).toHaveLength(1);
    expect((await errorOf(organizations.send(new DisablePolicyTypeCommand(type)))).code).toBe(
      'PolicyTypeNotEnabledException',
    );
    await organizations.send(new EnablePolicyTypeCommand(type));
    expect(await idsForTarget(organizations, ROOT, 'SERVICE_CONTROL_POLICY')).toEqual([FULL_ACCESS]);
  });

  test('that the sandbox has no policies of are empty, and cannot be enabled', async () => {
    const { organizations } = await givenOrganization();
    expect(await idsForTarget(organizations, ROOT, 'TAG_POLICY')).toEqual([]);
    expect((await organizations.send(new ListPoliciesCommand({ Filter: 'BACKUP_POLICY' }))).Policies).toEqual(
      [],
    );
    for (const refused of [
      organizations.send(new EnablePolicyTypeCommand({ RootId: ROOT, PolicyType: 'TAG_POLICY' })),
      organizations.send(new CreatePolicyCommand({ ...NO_IAM, Type: 'TAG_POLICY', Content: '{}' })),
    ]) {
      expect((await errorOf(refused)).code).toBe('PolicyTypeNotAvailableForOrganizationException');
    }
  });
});

describe('Organizations', () => {
  test('lets a delegated administrator read policies, but not change them, and members neither', async () => {
    const { sandbox, organizations } = await givenOrganization();
    const PolicyId = await givenPolicy(organizations);
    const reads = (client: OrganizationsClient) => [
      client.send(new DescribePolicyCommand({ PolicyId })),
      client.send(new ListPoliciesCommand({ Filter: 'SERVICE_CONTROL_POLICY' })),
      client.send(new ListPoliciesForTargetCommand({ TargetId: ROOT, Filter: 'SERVICE_CONTROL_POLICY' })),
      client.send(new ListTargetsForPolicyCommand({ PolicyId })),
    ];
    const changes = (client: OrganizationsClient) => [
      client.send(new CreatePolicyCommand({ ...NO_IAM, Name: 'other' })),
      client.send(new UpdatePolicyCommand({ PolicyId, Name: 'other' })),
      client.send(new AttachPolicyCommand({ PolicyId, TargetId: ROOT })),
      client.send(new DetachPolicyCommand({ PolicyId, TargetId: ROOT })),
      client.send(new DeletePolicyCommand({ PolicyId })),
      client.send(new DisablePolicyTypeCommand({ RootId: ROOT, PolicyType: 'SERVICE_CONTROL_POLICY' })),
    ];
    const delegate = sandbox.client(OrganizationsClient, HOME);
    const member = sandbox.client(OrganizationsClient, MEMBER);
    await Promise.all(reads(delegate));
    for (const refused of [...changes(delegate), ...reads(member), ...changes(member)]) {
      expect(await errorOf(refused)).toMatchObject({
        code: 'AccessDeniedException',
        message: "You don't have permissions to access this resource.",
      });
    }
  });

  test.each([
    ['a target that is not there', { TargetId: '999999999999' }, 'TargetNotFoundException'],
    ['a unit that is not there', { TargetId: 'ou-sbox-none0001' }, 'TargetNotFoundException'],
    ['another root', { TargetId: 'r-none' }, 'TargetNotFoundException'],
    ['a policy that is not there', { PolicyId: 'p-none000000' }, 'PolicyNotFoundException'],
    ['a policy that is attached', { PolicyId: FULL_ACCESS }, 'DuplicatePolicyAttachmentException'],
  ])('refuses to attach %s', async (_what, input, code) => {
    const { organizations } = await givenOrganization();
    const PolicyId = await givenPolicy(organizations);
    const attach = new AttachPolicyCommand({ PolicyId, TargetId: ROOT, ...input });
    expect((await errorOf(organizations.send(attach))).code).toBe(code);
  });

  test('refuses to detach a policy that is not attached, and to attach more than ten', async () => {
    const { organizations } = await givenOrganization();
    const PolicyId = await givenPolicy(organizations);
    const detach = new DetachPolicyCommand({ PolicyId, TargetId: ROOT });
    expect((await errorOf(organizations.send(detach))).code).toBe('PolicyNotAttachedException');
    for (let count = 1; count < 10; count += 1) {
      const another = await givenPolicy(organizations, { Name: `policy-${count}` });
      await organizations.send(new AttachPolicyCommand({ PolicyId: another, TargetId: ROOT }));
    }
    const attach = new AttachPolicyCommand({ PolicyId, TargetId: ROOT });
    expect((await errorOf(organizations.send(attach))).code).toBe('ConstraintViolationException');
  });

  test.each([
    ['text', 'deny'],
    ['a list', '[]'],
    ['an empty object', '{}'],
    ['a principal', '{"Statement":{"Effect":"Deny","Action":"*","Resource":"*","Principal":"*"}}'],
    ['no resource', '{"Statement":{"Effect":"Deny","Action":"*"}}'],
  ])('refuses %s as the content of a policy', async (_what, Content) => {
    const { organizations } = await givenOrganization();
    const PolicyId = await givenPolicy(organizations);
    for (const refused of [
      organizations.send(new CreatePolicyCommand({ ...NO_IAM, Name: 'other', Content })),
      organizations.send(new UpdatePolicyCommand({ PolicyId, Content })),
    ]) {
      expect(await errorOf(refused)).toMatchObject({
        code: 'MalformedPolicyDocumentException',
        message: 'The provided policy document does not meet the requirements of the specified policy type.',
      });
    }
  });

  test('refuses a name that is taken, and content that is too long', async () => {
    const { organizations } = await givenOrganization();
    await givenPolicy(organizations);
    const PolicyId = await givenPolicy(organizations, { Name: 'other' });
    for (const refused of [
      organizations.send(new CreatePolicyCommand(NO_IAM)),
      organizations.send(new UpdatePolicyCommand({ PolicyId, Name: 'no-iam' })),
    ]) {
      expect((await errorOf(refused)).code).toBe('DuplicatePolicyException');
    }
    const Content = `${NO_IAM.Content}${' '.repeat(10_240)}`;
    const create = new CreatePolicyCommand({ ...NO_IAM, Name: 'long', Content });
    expect((await errorOf(organizations.send(create))).code).toBe('ConstraintViolationException');
  });

  test('detaches what is attached to an account that is removed', async () => {
    const { sandbox, organizations } = await givenOrganization();
    const PolicyId = await givenPolicy(organizations);
    await organizations.send(new AttachPolicyCommand({ PolicyId, TargetId: MEMBER }));
    await organizations.send(new RemoveAccountFromOrganizationCommand({ AccountId: MEMBER }));
    sandbox.join({ id: MEMBER });
    expect(await idsForTarget(organizations, MEMBER, 'SERVICE_CONTROL_POLICY')).toEqual([FULL_ACCESS]);
  });
});
