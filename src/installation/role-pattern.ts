/*
 * Protective policies exempt the roles that a pattern names. One that every role meets would make a policy that denies nothing to
 * anybody who can sign in.
 */

/** Roles that no organization has: the names are made up, what AWS itself puts around them is not. */
const STRANGERS = [
  'Qx7Jv0Zk',
  'Qx7Jv0Zk/Wy3Kp9Hu',
  'aws-reserved/sso.amazonaws.com/AWSReservedSSO_Qx7Jv0Zk_0123456789abcdef',
  'aws-reserved/sso.amazonaws.com/REGION/AWSReservedSSO_Qx7Jv0Zk_0123456789abcdef',
];

const REGION = /(?<=\/)[a-z]{2}(?:-[a-z]+)+-\d(?=\/)/g;

/** Whether it is met by every role, or by that of every permission set. @param pattern of the ARN of a role, with `*` and `?` */
export function exemptsStrangers(pattern: string): boolean {
  const name = pattern.replace(/^.*?:role\//, '').replace(REGION, 'REGION');
  const literal = name.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  const expression = new RegExp(`^${literal.replace(/\*+/g, '.*').replaceAll('?', '.')}$`);
  return STRANGERS.some((role) => expression.test(role));
}
