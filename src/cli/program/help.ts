import type { Command as Commander, Option } from 'commander';
import { EXIT, type Exit } from '../exit-codes.ts';
import { CliOption } from '../options/option.ts';
import type { Command } from './command.ts';

/** What the help says about an option besides its description. */
export function notesOf(option: Option): readonly string[] {
  const { argChoices, defaultValueDescription, envVar, mandatory } = option;
  return [
    mandatory ? 'required' : undefined,
    argChoices && `one of ${argChoices.join(', ')}`,
    option instanceof CliOption && option.repeatable ? 'may be given more than once' : undefined,
    defaultValueDescription && `default: ${defaultValueDescription}`,
    envVar && `environment: ${envVar}`,
  ].filter((note) => note !== undefined);
}

export function describeOption(option: Option): string {
  const notes = notesOf(option);
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
