import type { PlainSite } from "@ballast/model";
import type { Fields } from "./described.ts";

/** The values that AWS adds to a new resource, as placeholders. */
export interface Computed {
  id: string;
  state: Fields;
}

/** A resource whose computed values are requested, with helpers to create placeholders. */
export interface Tools {
  /** Hexadecimal digits that are unique to this resource. */
  hex(length: number): string;
  /** The name in the inputs, or the one that Pulumi would generate. */
  name: string;
  /** An ARN in the site's region and account. */
  arn(service: string, resource: string): string;
  /** An ARN of a global service. */
  globalArn(service: string, resource: string): string;
  input(property: string): string;
  inputs: Fields;
  /** 1 for the first resource of this name; higher by one for each replacement. */
  generation: number;
  site: PlainSite;
  /** The computed values of a resource in its template. */
  nested(type: string, logicalId: string, properties: Fields): Computed;
}

/** A pure function: the same resource always gets the same id, ARN and name. */
export type Compute = (tools: Tools) => Computed;

/** `id` and `arn` in the service's format. */
export const named =
  (
    arn: (tools: Tools) => string,
    id: (tools: Tools) => string = ({ name }) => name,
    more: Compute | undefined = undefined,
  ): Compute =>
  (tools) => ({
    id: id(tools),
    state: { name: tools.name, arn: arn(tools), ...more?.(tools).state },
  });

/** A resource whose id is its ARN. */
export const byArn = (arn: (tools: Tools) => string): Compute => named(arn, arn);

export const ec2Resource =
  (prefix: string, resource: string, more: (tools: Tools, id: string) => Fields = () => ({})): Compute =>
  (tools) => {
    const id = `${prefix}-${tools.hex(17)}`;
    return {
      id,
      state: { arn: tools.arn("ec2", `${resource}/${id}`), ...more(tools, id) },
    };
  };

/** An EC2 resource that also returns the account that owns it. */
export const ownedEc2Resource = (
  prefix: string,
  resource: string,
  more: (tools: Tools, id: string) => Fields = () => ({}),
): Compute =>
  ec2Resource(prefix, resource, (tools, id) => ({ ownerId: tools.site.accountId, ...more(tools, id) }));

/** A resource whose only computed value is a random id. */
export const association =
  (prefix: string): Compute =>
  ({ hex }) => ({ id: `${prefix}-${hex(17)}`, state: {} });

/** A resource whose id is one of its inputs. */
export const idFrom =
  (property: string): Compute =>
  ({ input }) => ({ id: input(property), state: {} });

export function lastPart(arn: string): string {
  return arn.split("/").at(-1) ?? "";
}

export function uuid(hex: (length: number) => string): string {
  const digits = hex(32);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ].join("-");
}
