import type { Properties } from "@ballast/recording";
import type { PlainSite } from "@ballast/recording/cloud";

export interface Computed {
  id: string;
  state: Properties;
}

export interface Tools {
  /** Hexadecimal digits that belong to this resource. */
  hex(length: number): string;
  /** The name given, or the one Pulumi would make up. */
  name: string;
  /** An ARN in the site's region and account. */
  arn(service: string, resource: string): string;
  /** An ARN of a service without regions. */
  globalArn(service: string, resource: string): string;
  input(property: string): string;
  inputs: Properties;
  /** 1 for the first thing of this name; a replacement is the next. */
  generation: number;
  site: PlainSite;
}

export type Compute = (tools: Tools) => Computed;

/** `id` and `arn` by the service's form. */
export const named =
  (
    arn: (tools: Tools) => string,
    id: (tools: Tools) => string = ({ name }) => name,
    more: Compute | undefined = undefined,
  ) =>
  (tools: Tools): Computed => ({
    id: id(tools),
    state: { name: tools.name, arn: arn(tools), ...more?.(tools).state },
  });

export const ec2 = (
  prefix: string,
  resource: string,
  more: (tools: Tools, id: string) => Properties = () => ({}),
): Compute => {
  return (tools) => {
    const id = `${prefix}-${tools.hex(17)}`;
    return {
      id,
      state: {
        arn: tools.arn("ec2", `${resource}/${id}`),
        ownerId: tools.site.accountId,
        ...more(tools, id),
      },
    };
  };
};

export const association =
  (prefix: string): Compute =>
  ({ hex }) => ({ id: `${prefix}-${hex(17)}`, state: {} });

export const domain = ({ partition }: PlainSite): string =>
  partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";

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
