/** The path of the roles of IAM Identity Center. */
export const IDENTITY_CENTER_PATH = 'aws-reserved/sso.amazonaws.com/';

/**
 * The roles that IAM Identity Center makes for a permission set, as a name pattern with path. Nobody in the account can make or change
 * a role with this path. The path has the Region of Identity Center behind it, unless that is us-east-1.
 * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
 */
export const permissionSetRole = (permissionSet: string) =>
  `${IDENTITY_CENTER_PATH}*AWSReservedSSO_${permissionSet}_*`;
