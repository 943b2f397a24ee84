import { row, types, type Change } from "./change.ts";

const { queue, parameter, cache, balancer, service, vpc } = types;

const network = { loadBalancerType: "network", subnets: ["subnet-a"], securityGroups: ["sg-a"] };

/** What replaces for some values only, or by an option. */
export const conditional: readonly Change[] = [
  row(
    "a parameter becomes a standard one",
    parameter,
    { type: "String", tier: "Advanced", value: "a" },
    { type: "String", tier: "Standard", value: "a" },
    "replace",
  ),
  row(
    "a parameter becomes an advanced one",
    parameter,
    { type: "String", tier: "Standard", value: "a" },
    { type: "String", tier: "Advanced", value: "a" },
    "update",
  ),
  row(
    "AWS chooses the tier",
    parameter,
    { type: "String", tier: "Advanced", value: "a" },
    { type: "String", tier: "Intelligent-Tiering", value: "a" },
    "same",
  ),
  row(
    "a cache goes back to an older version",
    cache,
    { engine: "redis", engineVersion: "7.1" },
    { engine: "redis", engineVersion: "6.2" },
    "replace",
  ),
  row(
    "a cache goes to a newer version",
    cache,
    { engine: "redis", engineVersion: "6.2" },
    { engine: "redis", engineVersion: "7.1" },
    "update",
  ),
  row(
    "nodes of Memcached",
    cache,
    { engine: "memcached", nodeType: "cache.t4g.micro" },
    { engine: "memcached", nodeType: "cache.t4g.small" },
    "replace",
  ),
  row(
    "nodes of Redis",
    cache,
    { engine: "redis", nodeType: "cache.t4g.micro" },
    { engine: "redis", nodeType: "cache.t4g.small" },
    "update",
  ),
  row(
    "a network load balancer loses its groups",
    balancer,
    network,
    { ...network, securityGroups: [] },
    "replace",
  ),
  row(
    "a network load balancer gets one group more",
    balancer,
    network,
    { ...network, securityGroups: ["sg-a", "sg-b"] },
    "update",
  ),
  row(
    "a network load balancer gets one subnet more",
    balancer,
    network,
    { ...network, subnets: ["subnet-a", "subnet-b"] },
    "update",
  ),
  row(
    "a network load balancer gets another subnet",
    balancer,
    network,
    { ...network, subnets: ["subnet-b"] },
    "replace",
  ),
  row(
    "an application load balancer gets another subnet",
    balancer,
    { subnets: ["subnet-a", "subnet-b"] },
    { subnets: ["subnet-a", "subnet-c"] },
    "update",
  ),
  row(
    "dedicated tenancy is given up",
    vpc,
    { cidrBlock: "10.0.0.0/16", instanceTenancy: "dedicated" },
    { cidrBlock: "10.0.0.0/16" },
    "update",
  ),
  row(
    "dedicated tenancy is asked for",
    vpc,
    { cidrBlock: "10.0.0.0/16" },
    { cidrBlock: "10.0.0.0/16", instanceTenancy: "dedicated" },
    "replace",
  ),
  row(
    "strategies of a service",
    service,
    { capacityProviderStrategies: [{ capacityProvider: "a" }] },
    { capacityProviderStrategies: [{ capacityProvider: "b" }] },
    "replace",
  ),
  row(
    "strategies of a service with a new deployment",
    service,
    { forceNewDeployment: true, capacityProviderStrategies: [{ capacityProvider: "a" }] },
    { forceNewDeployment: true, capacityProviderStrategies: [{ capacityProvider: "b" }] },
    "update",
  ),
  row("replaceOnChanges with a change", queue, { delaySeconds: 1 }, { delaySeconds: 2 }, "replace", {
    replaceOnChanges: ["delaySeconds"],
  }),
  row("replaceOnChanges without a change", queue, { delaySeconds: 1 }, { delaySeconds: "1" }, "same", {
    replaceOnChanges: ["delaySeconds"],
  }),
  row("ignoreChanges with a change", queue, { delaySeconds: 1 }, { delaySeconds: 2 }, "same", {
    ignoreChanges: ["delaySeconds"],
  }),
  row("the region of one resource", queue, { region: "eu-central-1" }, { region: "eu-north-1" }, "replace"),
  row("the provider's region is written out", queue, {}, { region: "eu-central-1" }, "same"),
];
