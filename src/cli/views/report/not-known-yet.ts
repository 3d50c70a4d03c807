import { html, type Markup } from './html.ts';
import { section } from './section.ts';

/** For the first report, before rootguard is deployed: what it does not say, and what to do next. */
export function notKnownYet(): Markup {
  return section(
    'not-known-yet',
    'Not known yet',
    html`<ul>${NOT_KNOWN.map((sentence) => html`<li>${sentence}</li>`)}</ul><h3>What to do next</h3><ol>${NEXT_STEPS.map((sentence) => html`<li>${sentence}</li>`)}</ol>`,
  );
}

const NOT_KNOWN: readonly string[] = [
  'Which of these credentials somebody has approved: no exception is recorded yet, so each of them counts as unapproved.',
  'Who created them, and from where: rootguard records that from the day on which it is deployed. CloudTrail has the events of the last 90 days.',
  'What was created or removed before: this page shows what is there now.',
  'Whether the accounts stay as they are: nothing watches them until rootguard is deployed.',
];

const NEXT_STEPS: readonly string[] = [
  'Deploy rootguard in observe mode, which records and notifies and cannot delete.',
  'Add an exception for each credential that has to stay, with a reason and an end.',
  'Turn on enforce mode, one organizational unit at a time. Each command shows what would be removed before it removes anything.',
];
