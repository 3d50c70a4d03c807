import { describe, expect, it } from 'vitest';
import { isManagementAccount } from '../../../../src/aws/organizations/member-account.ts';
import { organizationalUnitsOf } from '../../../../src/aws/organizations/organizational-units.ts';
import { parseAccountId } from '../../../../src/domain/account.ts';

describe('organizational units of an account, by its paths', () => {
  it('are in the order from the root down', () => {
    const path = 'o-a1b2c3d4e5/r-f6g7/ou-f6g7-awsccccc/ou-f6g7-awsddddd/123456789012/';
    expect(organizationalUnitsOf([path])).toEqual(['ou-f6g7-awsccccc', 'ou-f6g7-awsddddd']);
    expect(organizationalUnitsOf([path.slice(0, -1)])).toEqual(['ou-f6g7-awsccccc', 'ou-f6g7-awsddddd']);
  });

  it('are none for an account in the root', () => {
    expect(organizationalUnitsOf(['o-a1b2c3d4e5/r-f6g7/123456789012/'])).toEqual([]);
  });

  it('are those of all paths together', () => {
    expect(
      organizationalUnitsOf([
        'o-a1b2c3d4e5/r-f6g7/ou-f6g7-awsccccc/',
        'o-a1b2c3d4e5/r-f6g7/ou-f6g7-awsddddd/',
      ]),
    ).toEqual(['ou-f6g7-awsccccc', 'ou-f6g7-awsddddd']);
  });

  it.each([
    [undefined],
    [[]],
    [['']],
    [['o-a1b2c3d4e5/123456789012/']],
    [['o-a1b2c3d4e5/r-f6g7/workloads/123456789012/']],
    [['o-a1b2c3d4e5/r-f6g7/ou-f6g7-awsccccc/', 'elsewhere']],
  ])('are unknown, never none, when the paths say nothing clear: %j', (paths) => {
    expect(organizationalUnitsOf(paths)).toBeUndefined();
  });
});

describe('the management account', () => {
  const configured = parseAccountId('111111111111');
  const arn = (managing: string, id: string) =>
    `arn:aws:organizations::${managing}:account/o-a1b2c3d4e5/${id}`;

  it('is known by its id', () => {
    expect(isManagementAccount({ Id: '111111111111' }, configured)).toBe(true);
  });

  it('is known by its ARN even when another account is configured', () => {
    const account = { Id: '222222222222', Arn: arn('222222222222', '222222222222') };
    expect(isManagementAccount(account, configured)).toBe(true);
  });

  it('is none of its members', () => {
    const account = { Id: '333333333333', Arn: arn('111111111111', '333333333333') };
    expect(isManagementAccount(account, configured)).toBe(false);
    expect(isManagementAccount({ Id: '333333333333' }, configured)).toBe(false);
  });
});
