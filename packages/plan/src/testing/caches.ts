import { row, types, type Change } from "./change.ts";

const { cache, caches, serverless } = types;

const redis = { engine: "redis", engineVersion: "6.2", nodeType: "cache.t4g.small", description: "d" };
const newer = { ...redis, engineVersion: "7.1" };
const sharded = (...slots: string[]) => ({
  ...newer,
  nodeGroupConfigurations: slots.map((one, index) => ({
    nodeGroupId: `000${index + 1}`,
    replicaCount: 1,
    slots: one,
  })),
});
const halves = sharded("0-8191", "8192-16383");
const valkey = { engine: "valkey", majorEngineVersion: "7", subnetIds: ["subnet-a", "subnet-b"] };

/** Stores of Amazon ElastiCache, of which the provider keeps, fills in and replaces in ways of its own. */
export const cacheChanges: readonly Change[] = [
  row(
    "nodes of a cache are left to AWS",
    cache,
    { engine: "redis", nodeType: "cache.t4g.small" },
    { engine: "redis" },
    "same",
  ),
  row(
    "the version of a cache is left to AWS",
    cache,
    { engine: "redis", engineVersion: "7.1" },
    { engine: "redis" },
    "same",
  ),
  row("another port of Redis", cache, { engine: "redis" }, { engine: "redis", port: 6380 }, "replace"),
  row(
    "a group's encryption is left to AWS",
    caches,
    { ...newer, transitEncryptionEnabled: true },
    newer,
    "same",
  ),
  row("a new group is encrypted", caches, newer, { ...newer, transitEncryptionEnabled: true }, "update"),
  row("an old group is encrypted", caches, redis, { ...redis, transitEncryptionEnabled: true }, "replace"),
  row(
    "a group becomes one of Valkey",
    caches,
    newer,
    { ...newer, engine: "valkey", engineVersion: "7.2" },
    "update",
  ),
  row(
    "a group goes back from Valkey",
    caches,
    { ...newer, engine: "valkey" },
    { ...newer, engine: "redis" },
    "replace",
  ),
  row("the failover is written out", caches, newer, { ...newer, automaticFailoverEnabled: false }, "same"),
  row("node groups are left to AWS", caches, halves, newer, "same"),
  row(
    "node groups in another order",
    caches,
    halves,
    { ...halves, nodeGroupConfigurations: [...halves.nodeGroupConfigurations].reverse() },
    "same",
  ),
  row("node groups with other slots", caches, halves, sharded("0-4095", "4096-16383"), "replace"),
  row("one node group more", caches, halves, sharded("0-4095", "4096-8191", "8192-16383"), "replace"),
  row(
    "more nodes of a group",
    caches,
    { ...newer, numCacheClusters: 2 },
    { ...newer, numCacheClusters: 3 },
    "update",
  ),
  row(
    "what AWS fills in of a serverless cache is left out",
    serverless,
    { ...valkey, description: "d", snapshotRetentionLimit: 1 },
    valkey,
    "same",
  ),
  row(
    "subnets of a serverless cache are left to AWS",
    serverless,
    valkey,
    { engine: "valkey", majorEngineVersion: "7" },
    "same",
  ),
  row(
    "subnets of a serverless cache in another order",
    serverless,
    valkey,
    { ...valkey, subnetIds: ["subnet-b", "subnet-a"] },
    "same",
  ),
  row(
    "a serverless cache gets other subnets",
    serverless,
    valkey,
    { ...valkey, subnetIds: ["subnet-c"] },
    "replace",
  ),
  row(
    "a serverless cache goes to a newer version",
    serverless,
    valkey,
    { ...valkey, majorEngineVersion: "8" },
    "update",
  ),
  row(
    "a serverless cache goes to an older version",
    serverless,
    { ...valkey, majorEngineVersion: "8" },
    valkey,
    "replace",
  ),
  row(
    "a serverless cache goes from Redis to Valkey",
    serverless,
    { engine: "redis" },
    { engine: "valkey" },
    "update",
  ),
  row(
    "a serverless cache becomes one of Memcached",
    serverless,
    { engine: "redis" },
    { engine: "memcached" },
    "replace",
  ),
];
