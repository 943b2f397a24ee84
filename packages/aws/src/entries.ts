import { idFrom } from "./computed.ts";
import { partOf } from "./look.ts";
import type { ChargeItems } from "./charges/terms.ts";
import type { Charge, Registered, ResourceType } from "./resourceType.ts";

/** Registered, and without data. */
type Stateless = Registered & Omit<ResourceType, keyof Registered | "data" | "survival">;
type Rest<Said extends keyof Registered> = Omit<Stateless, Said> & Partial<Pick<Stateless, Said>>;

/** What holds no data, counts against no quota and costs nothing itself, unless the entry says so. */
export const plain = (rest: Rest<"quotas" | "charge">): Stateless & { data: false } => ({
  quotas: [],
  charge: false,
  ...rest,
  data: false,
});

/** The same without a name of its own. */
export const nameless = (rest: Rest<"quotas" | "charge" | "name">) => plain({ name: false, ...rest });

/** A setting of another resource, as a resource of its own: it has the other one's id. */
export const settingOf = (property: string, rest: Partial<Stateless> = {}) =>
  nameless({ computed: idFrom(property), look: partOf(property), ...rest });

/**
 * @param service - the name of AWS's page of prices: `ec2`.
 * @param items - what a month of it is charged for. @default - not counted
 */
export const charged = (by: string, service: string, items?: ChargeItems): Charge => ({
  by,
  prices: `https://aws.amazon.com/${service}/pricing/`,
  ...(items && { items }),
});

/** Stores of which nothing more is known here. */
export const stores = (...types: string[]): Record<string, { data: true }> =>
  Object.fromEntries(types.map((type) => [type, { data: true }]));
