import { fields, isTrue, list, text, type Fields } from "@ballast/model";
import {
  allMonth,
  assumed,
  counted,
  every,
  hoursPerMonth,
  sized,
  use,
  type ChargeItem,
  type ChargeItems,
} from "./terms.ts";

const zonalNatGateway = every(
  allMonth("natGateway.hours"),
  assumed("natGateway.gigabytes", "natGatewayGigabytes"),
);

/**
 * A regional NAT gateway is charged for each hour in each of its zones (aws.amazon.com/vpc/pricing, "NAT gateway"). Unless the program lists
 * its zones, AWS extends it to those of the workloads.
 */
export const natGatewayCharges: ChargeItems = (facts) => {
  const { inputs, usage } = facts;
  if (text(inputs["availabilityMode"]) !== "regional") return zonalNatGateway(facts);
  const zones = list(inputs["availabilityZoneAddresses"]).length;
  return [
    zones === 0
      ? { uncounted: "the regional NAT gateway: AWS chooses its zones, each of which is charged" }
      : {
          dimension: "natGateway.regionalHours",
          amount: zones * hoursPerMonth,
          how: `${counted(zones, "zone")} × ${hoursPerMonth} hours`,
        },
    use(usage, "natGateway.regionalGigabytes", "natGatewayGigabytes"),
  ];
};

export const endpointCharges: ChargeItems = ({ inputs, usage }) => {
  // Default type: Gateway (EC2 API reference, CreateVpcEndpoint).
  const type = text(inputs["vpcEndpointType"]) || "Gateway";
  if (type === "Gateway") return [];
  if (type !== "Interface")
    return [{ uncounted: `an endpoint of the type ${type}, whose prices Ballast does not know` }];
  const zones = Math.max(list(inputs["subnetIds"]).length, list(inputs["subnetConfigurations"]).length, 1);
  return [
    {
      dimension: "endpoint.hours",
      amount: zones * hoursPerMonth,
      how: `${counted(zones, "zone")} × ${hoursPerMonth} hours`,
    },
    use(usage, "endpoint.gigabytes", "endpointGigabytes"),
  ];
};

export const loadBalancerCharges: ChargeItems = ({ inputs, usage }) => {
  const type = text(inputs["loadBalancerType"]) || "application";
  const kind = { application: "alb", network: "nlb" }[type];
  if (kind === undefined)
    return [{ uncounted: `a load balancer of the type ${type}, whose prices Ballast does not know` }];
  const units = usage("loadBalancerUnits");
  return [
    { dimension: `${kind}.hours`, amount: hoursPerMonth, how: `${hoursPerMonth} hours` },
    {
      dimension: `${kind}.units`,
      amount: units * hoursPerMonth,
      how: `${units} × ${hoursPerMonth} hours`,
      assumes: ["loadBalancerUnits"],
    },
    ...(isTrue(inputs["internal"]) || text(inputs["ipAddressType"]) === "dualstack-without-public-ipv4"
      ? []
      : publicAddresses(inputs)),
  ];
};

/** One public address in each zone, except zones for which the program sets an Elastic IP. */
function publicAddresses(inputs: Fields): readonly ChargeItem[] {
  const mappings = list(inputs["subnetMappings"]).map(fields);
  const own = mappings.filter(({ allocationId }) => allocationId !== undefined).length;
  const zones = Math.max(list(inputs["subnets"]).length, mappings.length);
  if (own > 0 && own === zones) return [];
  return sized(zones - own, "its public IPv4 addresses, one for each of its subnets", (count) => [
    {
      dimension: "publicIpv4.hours",
      amount: count * hoursPerMonth,
      how: `${counted(count, "zone")} × ${hoursPerMonth} hours`,
    },
  ]);
}

export const resolverCharges: ChargeItems = ({ inputs }) => {
  return [
    ...sized(list(inputs["ipAddresses"]).length, "its network interfaces", (interfaces) => [
      {
        dimension: "resolver.hours",
        amount: interfaces * hoursPerMonth,
        how: `${interfaces} network interfaces × ${hoursPerMonth} hours`,
      },
    ]),
    { uncounted: "queries through the resolver endpoint, per million" },
  ];
};
