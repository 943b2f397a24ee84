import type { Fields } from "@ballast/model";
import fc, { type Arbitrary } from "fast-check";

/**
 * The same resource in the Pulumi provider's form (first the resource itself, named `one`) and in
 * CloudFormation's.
 */
export interface Pair {
  provided: [type: string, inputs: Fields][];
  properties: Fields;
}

export const flag = fc.boolean();
export const port = fc.constantFrom(22, 80, 443, 3306, 3389, 5432);
export const block = fc.constantFrom("0.0.0.0/0", "10.0.0.0/8", "172.16.0.0/4", "203.0.113.7/32");
export const days = fc.constantFrom(0, 1, 7, 35);
export const words = fc.constantFrom("For the web", "it's for clients", "The database");
export const maybe = <Value>(value: Arbitrary<Value>) => fc.option(value, { nil: undefined });

/** Leaves out undefined values, as programs do. */
function given(all: Fields): Fields {
  return JSON.parse(JSON.stringify(all)) as Fields;
}

export function pair<Values extends object>(
  values: { [Key in keyof Values]: Arbitrary<Values[Key]> },
  provided: (values: Values) => [type: string, inputs: Fields][],
  properties: (values: Values) => Fields,
): Arbitrary<Pair> {
  return fc.record(values).map((one) => ({
    provided: provided(one as Values).map(([type, inputs]) => [type, given(inputs)]),
    properties: given(properties(one as Values)),
  }));
}
