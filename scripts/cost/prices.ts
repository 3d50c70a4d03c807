/** What AWS charges for, in the order of the tables in docs/cost.md. */
export const SERVICES = [
  'Lambda',
  'SQS',
  'EventBridge and Scheduler',
  'DynamoDB',
  'CloudWatch logs',
  'CloudWatch alarms, metrics, dashboard',
] as const;

export type Service = (typeof SERVICES)[number];

interface Price {
  readonly service: Service;
  readonly unit: string;
  /** US dollars. */
  readonly each: number;
  /** How AWS writes it. */
  readonly text: string;
}

/** List prices for US East (N. Virginia), as published in June 2026. Free tiers are left out. */
export const PRICES = {
  lambdaRequest: {
    service: 'Lambda',
    unit: 'invocations',
    each: 0.2 / 1e6,
    text: '$0.20 per million',
  },
  lambdaArmGbSecond: {
    service: 'Lambda',
    unit: 'GB seconds (ARM)',
    each: 0.0000133334,
    text: '$0.0000133334',
  },
  sqsRequest: {
    service: 'SQS',
    unit: 'requests',
    each: 0.4 / 1e6,
    text: '$0.40 per million',
  },
  eventToAnotherBus: {
    service: 'EventBridge and Scheduler',
    unit: 'events to another bus',
    each: 1 / 1e6,
    text: '$1.00 per million',
  },
  schedulerInvocation: {
    service: 'EventBridge and Scheduler',
    unit: 'schedules invoked',
    each: 1 / 1e6,
    text: '$1.00 per million',
  },
  dynamodbRead: {
    service: 'DynamoDB',
    unit: 'reads',
    each: 0.125 / 1e6,
    text: '$0.125 per million',
  },
  dynamodbWrite: {
    service: 'DynamoDB',
    unit: 'writes',
    each: 0.625 / 1e6,
    text: '$0.625 per million',
  },
  dynamodbStreamRead: {
    service: 'DynamoDB',
    unit: 'reads of a stream',
    each: 0.2 / 1e6,
    text: '$0.20 per million',
  },
  logGigabyte: {
    service: 'CloudWatch logs',
    unit: 'GB of log',
    each: 0.5,
    text: '$0.50',
  },
  alarm: {
    service: 'CloudWatch alarms, metrics, dashboard',
    unit: 'alarms',
    each: 0.1,
    text: '$0.10',
  },
  metric: {
    service: 'CloudWatch alarms, metrics, dashboard',
    unit: 'metrics',
    each: 0.3,
    text: '$0.30',
  },
  dashboard: {
    service: 'CloudWatch alarms, metrics, dashboard',
    unit: 'dashboards',
    each: 3,
    text: '$3.00',
  },
} as const satisfies Record<string, Price>;

export type Priced = keyof typeof PRICES;
