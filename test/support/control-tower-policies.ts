/** Services and actions that Control Tower's Region deny controls leave alone (a part of the list; none of rootguard's Regional services is in it). */
const NOT_DENIED = [
  'access-analyzer:*',
  'account:*',
  'budgets:*',
  'cloudfront:*',
  'cloudtrail:LookupEvents',
  'config:*',
  'ec2:DescribeRegions',
  'health:*',
  'iam:*',
  'kms:*',
  'organizations:*',
  'route53:*',
  's3:ListAllMyBuckets',
  'sso:*',
  'sts:*',
  'support:*',
];

const regionDeny = (Sid: string, exempt: readonly string[], regions: readonly string[]) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid,
      Effect: 'Deny',
      NotAction: NOT_DENIED,
      Resource: '*',
      Condition: {
        StringNotEquals: { 'aws:RequestedRegion': regions },
        ArnNotLike: { 'aws:PrincipalARN': exempt },
      },
    },
  ],
});

/** Of the landing zone. @see https://docs.aws.amazon.com/controltower/latest/controlreference/primary-region-deny-policy.html */
export const LANDING_ZONE_REGION_DENY = regionDeny(
  'GRREGIONDENY',
  ['arn:*:iam::*:role/AWSControlTowerExecution'],
  ['eu-west-1'],
);

/** Of an organizational unit. @see https://docs.aws.amazon.com/controltower/latest/controlreference/ou-region-deny.html */
export const OU_REGION_DENY = regionDeny(
  'CTMULTISERVICEPV1',
  [
    'arn:*:iam::*:role/AWSControlTowerExecution',
    'arn:*:iam::*:role/aws-controltower-ConfigRecorderRole',
    'arn:*:iam::*:role/aws-controltower-ForwardSnsNotificationRole',
    'arn:*:iam::*:role/AWSControlTower_VPCFlowLogsRole',
    'arn:aws:iam::*:role/platform-admin',
  ],
  ['eu-west-1', 'eu-central-1'],
);

/** @see https://docs.aws.amazon.com/controltower/latest/controlreference/strongly-recommended-controls.html */
export const RESTRICT_ROOT_USER = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'GRRESTRICTROOTUSER',
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: { StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:root' } },
    },
  ],
};

/** Mandatory controls that protect what Control Tower itself has in each account; a part of their statements. @see https://docs.aws.amazon.com/controltower/latest/controlreference/mandatory-controls.html */
export const NAMED_RESOURCES = {
  Version: '2012-10-17',
  Statement: [
    ['GRIAMROLEPOLICY', ['iam:CreateRole', 'iam:PutRolePolicy'], 'arn:*:iam::*:role/aws-controltower-*'],
    [
      'GRCLOUDWATCHEVENTPOLICY',
      ['events:PutRule', 'events:PutTargets'],
      'arn:*:events:*:*:rule/aws-controltower-*',
    ],
    ['GRLAMBDAFUNCTIONPOLICY', ['lambda:CreateFunction'], 'arn:*:lambda:*:*:function:aws-controltower-*'],
    [
      'GRLOGGROUPPOLICY',
      ['logs:DeleteLogGroup', 'logs:PutRetentionPolicy'],
      'arn:*:logs:*:*:log-group:*aws-controltower*',
    ],
    ['GRSNSTOPICPOLICY', ['sns:CreateTopic', 'sns:SetTopicAttributes'], 'arn:*:sns:*:*:aws-controltower-*'],
    ['GRSNSSUBSCRIPTIONPOLICY', ['sns:Subscribe'], 'arn:*:sns:*:*:aws-controltower-SecurityNotifications'],
  ].map(([Sid, Action, Resource]) => ({
    Sid,
    Effect: 'Deny',
    Action,
    Resource,
    Condition: { ArnNotLike: { 'aws:PrincipalArn': ['arn:*:iam::*:role/AWSControlTowerExecution'] } },
  })),
};
