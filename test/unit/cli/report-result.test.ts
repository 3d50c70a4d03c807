import { expect, it } from 'vitest';
import { formatResult } from '../../../src/cli/output/print.ts';
import { reportResult } from '../../../src/cli/report/result.ts';
import { givenReport } from '../../cli/given-report.ts';
import { givenTerminal } from './terminal-double.ts';

it('a report for the terminal narrows an exception down to the credentials that it names', () => {
  const text = formatResult(reportResult(givenReport()), 'table', givenTerminal({ columns: 400 }).terminal);
  expect(text).toContain('mfa-device, only arn:aws:iam::300000000005:mfa/root-account-mfa-device');
  expect(text).toContain('(SEC-7)');
});
