import { idFrom } from "./computed.ts";
import { partOf } from "./look.ts";
import type { ChargeItems } from "./charges/terms.ts";
import type { Charge, Registered, ResourceType } from "./resourceType.ts";

/** A registered type without data. */
type Stateless = Registered & Omit<ResourceType, keyof Registered | "data" | "survival">;
type Rest<Said extends keyof Registered> = Omit<Stateless, Said> & Partial<Pick<Stateless, Said>>;

/** A type without data, quotas or charges, unless the entry sets them. */
export const plain = (rest: Rest<"quotas" | "charge">): Stateless & { data: false } => ({
  quotas: [],
  charge: false,
  ...rest,
  data: false,
});

/** A type without data, quotas, charges or name. */
export const nameless = (rest: Rest<"quotas" | "charge" | "name">) => plain({ name: false, ...rest });

/** A setting of another resource that is a separate resource with the other's id. */
export const settingOf = (property: string, rest: Partial<Stateless> = {}) =>
  nameless({ computed: idFrom(property), look: partOf(property), ...rest });

/**
 * @param service - path of AWS's pricing page: `ec2`.
 * @param items - monthly charges. @default - not counted
 */
export const charged = (by: string, service: string, items?: ChargeItems): Charge => ({
  by,
  prices: `https://aws.amazon.com/${service}/pricing/`,
  ...(items && { items }),
});

/** Stores of which only the type is known. */
export const stores = (...types: string[]): Record<string, { data: true }> =>
  Object.fromEntries(types.map((type) => [type, { data: true }]));
