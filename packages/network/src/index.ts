export { Tier, planAddresses, type PlannedSubnet } from "./addressPlan.ts";
export { NatGateways, Network, type NetworkArgs } from "./network.ts";
