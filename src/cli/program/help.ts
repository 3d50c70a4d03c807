import type { Command as Commander, Option } from 'commander';
import { EXIT, type Exit } from '../exit-codes.ts';
import { CliOption } from '../options/option.ts';
import type { Command } from './command.ts';
import { groupsOf, namesOf } from './option-groups.ts';

/** What the help says about an option besides its description. */
function notesOf(option: Option, command: Pick<Command, 'options' | 'exactlyOneOf'>): readonly string[] {
  const { argChoices, defaultValueDescription, envVar, mandatory } = option;
  const group = groupsOf(command).find((options) => options.some((one) => one.flags === option.flags));
  return [
    mandatory ? 'required' : undefined,
    group && `exactly one of ${namesOf(group)} is required`,
    argChoices && `one of ${argChoices.join(', ')}`,
    option instanceof CliOption && option.repeatable ? 'may be given more than once' : undefined,
    defaultValueDescription && `default: ${defaultValueDescription}`,
    envVar && `environment: ${envVar}`,
  ].filter((note) => note !== undefined);
}

/** @param command that has the option */
export function describeOption(option: Option, command: Pick<Command, 'options' | 'exactlyOneOf'>): string {
  const notes = notesOf(option, command);
  return notes.length === 0 ? option.description : `${option.description} (${notes.join('; ')})`;
}

export function addCommandHelp(commander: Commander, { examples, exitCodes = {} }: Command): void {
  const lines = examples.map((example) => `  ${example}\n`).join('');
  commander.addHelpText('after', `\nExamples:\n${lines}\n${exitCodesText(exitCodes)}`);
}

export function exitCodesText(own: Partial<Record<Exit, string>>): string {
  const rows = Object.entries({ ...EXIT }).map(([name, { code, text }]) => {
    const ownText = Object.entries(own).find(([exit]) => exit === name)?.[1];
    return `  ${code}  ${ownText ?? text}`;
  });
  return `Exit codes:\n${rows.join('\n')}`;
}
