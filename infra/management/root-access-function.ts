/**
 * The code of the function that turns root access on, as plain JavaScript for CloudFormation to put into the function
 * inline: the stack then has no assets, and its account needs no bootstrap. At most 4,096 characters. It uses the AWS SDK of
 * the Lambda runtime, because nothing else can be there.
 *
 * It makes the calls in the order that AWS requires, and each has no effect if it has been made before. IAM may not know of the
 * trusted access at once, so its calls are repeated for that one error. On deletion it calls nothing.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
export const ROOT_ACCESS_FUNCTION = `'use strict';
const iam = require('@aws-sdk/client-iam');
const organizations = require('@aws-sdk/client-organizations');

const TRIES = 6;
const PAUSE_MS = 5000;

async function turnOn(delegatedAdministrator) {
  const forIam = { ServicePrincipal: 'iam.amazonaws.com' };
  const organization = new organizations.OrganizationsClient({});
  const identity = new iam.IAMClient({});
  await organization.send(new organizations.EnableAWSServiceAccessCommand(forIam));
  await repeated(() => identity.send(new iam.EnableOrganizationsRootCredentialsManagementCommand({})));
  await repeated(() => identity.send(new iam.EnableOrganizationsRootSessionsCommand({})));
  if (delegatedAdministrator === undefined) return;
  try {
    const AccountId = delegatedAdministrator;
    await organization.send(new organizations.RegisterDelegatedAdministratorCommand({ ...forIam, AccountId }));
  } catch (error) {
    if (error.name !== 'AccountAlreadyRegisteredException') throw error;
  }
}

async function repeated(call) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call();
    } catch (error) {
      if (!error.name.startsWith('ServiceAccessNotEnabled') || tries === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

exports.handler = async ({ RequestType, ResourceProperties, ResponseURL, StackId, RequestId, LogicalResourceId }) => {
  const answer = { Status: 'SUCCESS', PhysicalResourceId: 'rootguard-root-access', StackId, RequestId, LogicalResourceId };
  try {
    if (RequestType !== 'Delete') await turnOn(ResourceProperties.DelegatedAdministrator);
  } catch (error) {
    console.error(error);
    answer.Status = 'FAILED';
    answer.Reason = error.name + ': ' + error.message;
  }
  // The URL is signed without a content type.
  const body = Buffer.from(JSON.stringify(answer));
  const { ok, status } = await fetch(ResponseURL, { method: 'PUT', headers: { 'content-type': '' }, body });
  if (!ok) throw new Error('CloudFormation did not take the answer: HTTP ' + status);
};
`;
