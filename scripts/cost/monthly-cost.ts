import { PARTS, type Part, type Usage } from './parts.ts';
import { PRICES, type Priced, SERVICES, type Service } from './prices.ts';

export interface CostLine {
  readonly item: string;
  readonly dollars: number;
}

/** One line for each service. */
export function costByService(accounts: number, parts: readonly Part[] = PARTS): readonly CostLine[] {
  return SERVICES.map((service) => ({
    item: service,
    dollars: parts.reduce((sum, { usage }) => sum + dollarsOf(usage(accounts), service), 0),
  }));
}

/** One line for each part of rootguard. */
export function costByPart(accounts: number, parts: readonly Part[] = PARTS): readonly CostLine[] {
  return parts.map(({ name, usage }) => ({ item: name, dollars: dollarsOf(usage(accounts)) }));
}

export function totalOf(lines: readonly CostLine[]): number {
  return lines.reduce((sum, { dollars }) => sum + dollars, 0);
}

export interface Quantity {
  readonly priced: Priced;
  readonly quantity: number;
}

/** How much of each priced thing all parts use together, without those that none uses. */
export function quantities(accounts: number, parts: readonly Part[] = PARTS): readonly Quantity[] {
  const used = parts.map(({ usage }) => usage(accounts));
  return PRICED.map((priced) => ({
    priced,
    quantity: used.reduce((sum, usage) => sum + (usage[priced] ?? 0), 0),
  })).filter(({ quantity }) => quantity > 0);
}

const PRICED = Object.keys(PRICES).filter((key): key is Priced => key in PRICES);

/** @param service of all services unless it is given */
function dollarsOf(usage: Usage, service?: Service): number {
  return PRICED.filter((priced) => service === undefined || PRICES[priced].service === service).reduce(
    (sum, priced) => sum + (usage[priced] ?? 0) * PRICES[priced].each,
    0,
  );
}
