import type { JsonObject } from '../../../domain/json-object.ts';
import { isJsonObject } from '../../../domain/json-object.ts';
import { type Statement, statementsOf, textsOf } from './document.ts';
import type { AttachedPolicy } from './paths.ts';
import type { Revision } from './revision.ts';

/*
 * Policies that AWS Control Tower writes. It overwrites what is changed by hand, so they are changed by the parameters of
 * their controls.
 */

/** Control Tower begins the names of its policies so. */
const NAME = /^aws-guardrails-/;

/** Principals that the control exempts by itself. @see https://docs.aws.amazon.com/controltower/latest/controlreference/ou-region-deny.html */
const ALWAYS_EXEMPT =
  /role\/(?:AWSControlTowerExecution|aws-controltower-ConfigRecorderRole|aws-controltower-ForwardSnsNotificationRole|AWSControlTower_VPCFlowLogsRole)$/;

export function isOfControlTower({ name, content }: AttachedPolicy): boolean {
  return NAME.test(name) || (statementsOf(content) ?? []).some(({ Sid }) => isKnown(Sid));
}

const OU_REGION_DENY = 'CTMULTISERVICEPV1';
const LANDING_ZONE_REGION_DENY = 'GRREGIONDENY';
const RESTRICT_ROOT_USER = 'GRRESTRICTROOTUSER';

function isKnown(sid: unknown): boolean {
  return [OU_REGION_DENY, LANDING_ZONE_REGION_DENY, RESTRICT_ROOT_USER].includes(String(sid));
}

/** How to change the control that wrote the policy; the lines after the first are to be pasted. */
export function adviceOnControl(revision: Revision, region: string): readonly string[] {
  const sids = [...revision.statements.values()].map(({ Sid }) => String(Sid));
  if (sids.includes(OU_REGION_DENY)) return adviceOnOuRegionDeny(revision);
  if (sids.includes(LANDING_ZONE_REGION_DENY)) return adviceOnLandingZone(revision, region);
  if (sids.includes(RESTRICT_ROOT_USER)) {
    return [
      'Control Tower writes it for the control AWS-GR_RESTRICT_ROOT_USER. Exempt sessions of sts:AssumeRoot in the control:',
      ...updateControl('AWS-GR_RESTRICT_ROOT_USER', [{ key: 'ExemptAssumeRoot', value: true }]),
    ];
  }
  return [
    'Control Tower writes it, and overwrites changes by hand: exempt these principals in the control that it belongs to, if the control has the parameter ExemptedPrincipalArns; else disable the control for these units.',
    ...revision.exemption.roles,
  ];
}

/** @see https://docs.aws.amazon.com/controlcatalog/latest/APIReference/API_ControlParameter.html */
function adviceOnOuRegionDeny({ policy, exemption }: Revision): readonly string[] {
  const statement = (statementsOf(policy.content) ?? []).find(({ Sid }) => Sid === OU_REGION_DENY);
  const kept = conditionValues(statement, 'aws:PrincipalArn').filter((arn) => !ALWAYS_EXEMPT.test(arn));
  const parameters = [
    { key: 'AllowedRegions', value: conditionValues(statement, 'aws:RequestedRegion') },
    { key: 'ExemptedPrincipalArns', value: [...new Set([...kept, ...exemption.roles])] },
  ];
  return [
    'Control Tower writes it for the control CT.MULTISERVICE.PV.1. Exempt the roles by the parameter ExemptedPrincipalArns of the control (with ExemptedActions as well, if the control has it now: parameters that are left out are removed):',
    ...updateControl('CT.MULTISERVICE.PV.1', parameters),
  ];
}

/** @see https://docs.aws.amazon.com/controltower/latest/controlreference/primary-region-deny-policy.html */
function adviceOnLandingZone({ exemption }: Revision, region: string): readonly string[] {
  return [
    `Control Tower writes it for the Region deny control of the landing zone, which can exempt no roles. Either add ${region} to the Regions that the landing zone governs, or turn that control off and deny Regions by the control CT.MULTISERVICE.PV.1 on the organizational units, with these ExemptedPrincipalArns:`,
    JSON.stringify([{ key: 'ExemptedPrincipalArns', value: exemption.roles }], undefined, 2),
  ];
}

function updateControl(control: string, parameters: readonly JsonObject[]): readonly string[] {
  return [
    '# ARN_OF_THE_ENABLED_CONTROL: aws controltower list-enabled-controls --region CONTROL_TOWER_REGION',
    `# the one of ${control} on the organizational unit that the policy is attached to`,
    'aws controltower update-enabled-control --region CONTROL_TOWER_REGION \\',
    '  --enabled-control-identifier ARN_OF_THE_ENABLED_CONTROL \\',
    `  --parameters '${JSON.stringify(parameters)}'`,
  ];
}

/** The values of a condition key in every operator of a statement. */
function conditionValues(statement: Statement | undefined, key: string): readonly string[] {
  const condition = statement !== undefined && isJsonObject(statement.Condition) ? statement.Condition : {};
  return Object.values(condition)
    .filter(isJsonObject)
    .flatMap((block) =>
      Object.entries(block).flatMap(([name, values]) =>
        name.toLowerCase() === key.toLowerCase() ? textsOf(values) : [],
      ),
    );
}
