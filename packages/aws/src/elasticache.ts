import { isFields, text } from "@ballast/model";
import { automaticBackups } from "./discarding/common.ts";
import { keeps } from "./discarding/discarding.ts";
import { versionOnlyRises } from "./refusals.ts";
import type { ReplacesWhen, SameValue, Service } from "./resourceType.ts";
import { inAnyCase } from "./sameValues.ts";
import { replicationGroup } from "./values/databases.ts";

/*
 * The stores of Amazon ElastiCache: `CustomizeDiff`, `StateFunc`, `DiffSuppressFunc` and plan modifiers in internal/service/elasticache
 * of terraform-provider-aws 6 (cluster.go, replication_group.go, engine_version.go, serverless_cache.go, read in November 2026). No
 * stack of this repository registers one.
 */

const rises = versionOnlyRises();
const olderVersion: ReplacesWhen = (before, after) => rises(before, after) !== undefined;

/**
 * Before Redis OSS 7.0.5, this setting can only be made at creation. A version such as `7.0` does not show
 * the patch.
 */
const beforeEncryptionInPlace: ReplacesWhen = ({ engine, engineVersion }) => {
  if (text(engine) === "valkey") return false;
  const [major, minor] = text(engineVersion).split(".").map(Number);
  if (major === undefined || !(major > 0)) return undefined;
  if (major !== 7) return major < 7;
  return minor !== undefined && minor > 0 ? false : undefined;
};

/** Compares node groups by id. AWS chose the values that a program does not set. */
const otherNodeGroups: ReplacesWhen = (before, after) => {
  const [was, is] = [before, after].map(({ nodeGroupConfigurations }) =>
    [nodeGroupConfigurations].flat().filter(isFields),
  );
  if (was === undefined || is === undefined || was.length === 0 || is.length === 0) return undefined;
  const byId = new Map(was.map((one) => [text(one["nodeGroupId"]), one]));
  if (byId.size !== is.length || is.some((one) => !byId.has(text(one["nodeGroupId"])))) return true;
  const verdicts = is.flatMap((one) => {
    const old = byId.get(text(one["nodeGroupId"])) ?? {};
    return ["replicaCount", "slots", "primaryAvailabilityZone", "replicaAvailabilityZones"].map((key) => {
      if (JSON.stringify(old[key]) === JSON.stringify(one[key])) return false;
      return old[key] === undefined || one[key] === undefined ? undefined : true;
    });
  });
  if (verdicts.includes(true)) return true;
  return verdicts.includes(undefined) ? undefined : false;
};

/** A member of a global datastore inherits these values from the datastore. */
const ofGlobalDatastore: SameValue = (before, after, { after: inputs }) =>
  before === after || text(inputs["globalReplicationGroupId"]) !== "";

/** Engines between which a change needs no replacement. */
const inPlace = ["redis", "valkey"];

const templateBackups = automaticBackups("SnapshotRetentionLimit", 0);
const servesSnapshots = { of: "automatic snapshots beyond the newest #", unset: 0 };

export const elastiCacheStores = {
  "aws:elasticache/cluster:Cluster": {
    data: true,
    computedOnUpdate: [],
    discards: automaticBackups("snapshotRetentionLimit", 0),
    replacedBy: {
      always: [
        "availabilityZone",
        "clusterId",
        "engine",
        "networkType",
        "outpostMode",
        "port",
        "preferredOutpostArn",
        "replicationGroupId",
        "snapshotArns",
        "snapshotName",
        "subnetGroupName",
        "transitEncryptionEnabled",
      ],
      when: {
        engineVersion: olderVersion,
        nodeType: (_before, { engine }) => !["redis", "valkey", ""].includes(text(engine)),
      },
    },
    same: { maintenanceWindow: inAnyCase, clusterId: inAnyCase },
    // ElastiCache API reference, CreateCacheCluster, `Port`.
    fillsIn: { port: ({ engine }) => (text(engine) === "memcached" ? 11211 : 6379) },
  },
  "AWS::ElastiCache::CacheCluster": { data: true, discards: templateBackups },
  "aws:elasticache/replicationGroup:ReplicationGroup": {
    refusesTogether: [replicationGroup],
    data: true,
    discards: automaticBackups("snapshotRetentionLimit", 0),
    replacedBy: {
      when: {
        engine: (before, after) => text(before["engine"]) !== "redis" || text(after["engine"]) !== "valkey",
        engineVersion: olderVersion,
        nodeGroupConfigurations: otherNodeGroups,
        transitEncryptionEnabled: beforeEncryptionInPlace,
      },
    },
    same: {
      engine: ofGlobalDatastore,
      engineVersion: ofGlobalDatastore,
      maintenanceWindow: inAnyCase,
      parameterGroupName: ofGlobalDatastore,
      replicationGroupId: inAnyCase,
    },
    // ElastiCache API reference, CreateReplicationGroup, `Port`.
    fillsIn: { port: 6379 },
  },
  "AWS::ElastiCache::ReplicationGroup": { data: true, discards: templateBackups },
  "aws:elasticache/serverlessCache:ServerlessCache": {
    data: true,
    computedOnUpdate: [{ output: "fullEngineVersion" }],
    discards: keeps("snapshotRetentionLimit", servesSnapshots),
    replacedBy: {
      always: ["kmsKeyId", "name", "snapshotArnsToRestores", "subnetIds"],
      when: {
        engine: (before, after) => ![before, after].every(({ engine }) => inPlace.includes(text(engine))),
        majorEngineVersion: (before, after) =>
          text(after["engine"]) !== "valkey" ||
          Number(text(before["majorEngineVersion"])) >= Number(text(after["majorEngineVersion"])),
        // It is set at the creation only (ElastiCache user guide, "Choosing a network type for serverless caches"); without one, AWS
        // chose it.
        networkType: (before, after) =>
          text(before["networkType"]) !== "" && text(after["networkType"]) !== "" ? true : undefined,
      },
    },
  },
  "AWS::ElastiCache::ServerlessCache": {
    data: true,
    discards: keeps("SnapshotRetentionLimit", servesSnapshots),
  },
} as const satisfies Service["types"];
