import { describe, expect, it } from 'vitest';
import { ownPartRules } from '../../../src/events/own-parts/rules.ts';
import { MEMBER_RULES, REGIONAL_MEMBER_RULES } from '../../../src/events/rules.ts';
import { DEFAULT_NAMES } from '../../../src/installation/names.ts';
import { resourcesOf, synthesizeRootguard, templateOf } from '../../infra/synthesis.ts';
import { readPage } from './pages.ts';

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

const { data, home } = synthesizeRootguard();
const inWords = (stack: typeof data | typeof home, type: string) =>
  NUMBERS[resourcesOf(templateOf(stack), type).length];

const QUEUES = inWords(home, 'AWS::SQS::Queue');
const FUNCTIONS = inWords(home, 'AWS::Lambda::Function');
const MEMBER_RULE_COUNT = NUMBERS[[...MEMBER_RULES, ...ownPartRules(DEFAULT_NAMES, 'member')].length];
const REGIONAL_RULE_COUNT =
  NUMBERS[[...REGIONAL_MEMBER_RULES, ...ownPartRules(DEFAULT_NAMES, 'member')].length];
const TABLES = inWords(data, 'AWS::DynamoDB::Table');

describe('what the pages count is what is deployed', () => {
  it.each([
    ['architecture.md', `${QUEUES} queues, ${FUNCTIONS} functions`],
    ['architecture.md', `in each member account ${MEMBER_RULE_COUNT} rules`],
    ['architecture.md', `in these Regions of each member account ${REGIONAL_RULE_COUNT} rules`],
    ['deploy.md', `a StackSet with ${REGIONAL_RULE_COUNT} rules`],
    ['scale.md', `${TABLES} tables and ${QUEUES} queues`],
    ['encryption.md', `the ${TABLES} tables and their backups, the ${QUEUES} queues`],
  ])('%s: %s', (page, text) => {
    expect(readPage(page).text).toContain(text);
  });
});
