import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { topLevel } from "@ballast/model";
import { resourceType } from "../catalogue.ts";
import { Replaces } from "../cloudformation/schemas.ts";
import { replacement } from "../replacement.ts";
import { argumentsOf } from "../testing/typings.ts";

// Every argument of the installed provider whose name says that something is kept for a time or up to a number.

const provider = join(process.cwd(), "node_modules/@pulumi/aws");
const types = readdirSync(provider, { recursive: true, encoding: "utf8" })
  .filter((path) => /^[a-z0-9]+[\\/]\w+\.js$/.test(path))
  .flatMap((path) => {
    const [, type] = /__pulumiType = '(aws:[^']+)'/.exec(readFileSync(join(provider, path), "utf8")) ?? [];
    return type ?? [];
  });

const saysSo = /reten|retain|expir|snapshotLimit|maxAge|pointInTimeRecovery|countNumber|lifecycleRules/i;

/** Why a change deletes nothing that is kept: by what the path ends in, or by type and path. */
const harmless: [pattern: RegExp, why: string][] = [
  [
    /(Ttl|MaxAge\w*|maxAgeSeconds|retentionTriggers|expires|ClientCertificateExpiry)$/i,
    "a cache, a cookie or a check",
  ],
  [/^aws:(alb|lb|elb|cloudfront|apigateway\w*|appsync|lambda\/functionUrl)/, "answers to requests, not data"],
  [
    /ignoreCertificateExpiry|cookieExpirationPeriod|hardExpiry|expirationDate|ssm\/activation/,
    "ends a credential",
  ],
  [
    /retain(Stacks?|StacksOn\w+|PhysicalResources|SharingOn\w+|OnDelete)|AccountRemoval/,
    "what a deletion leaves",
  ],
  [
    /terminateInstancesWithExpiration|expirationInDays$|expireDate|accountNumber/,
    "ends no data, or is another word",
  ],
  [
    /objectLock|snaplock|RetentionLock|retentionLock|vaultLock|tapePool|SnaplockEnterprise/i,
    "locks what is kept",
  ],
  [/logicallyAirGappedVault|vaultLockConfiguration/i, "a limit for recovery points to come"],
  [/^aws:rbin\/rule/, 'what is in the bin keeps its day (Recycle Bin, "Edit Recycle Bin retention rules")'],
  [/dlm\/lifecyclePolicy.*(crossRegionCop|archiveRule|retainInterval)/, "by age: for new snapshots alone"],
  [
    /glue\/catalogTable:\w+ retention$|glue\/catalog:/,
    "a note in the catalogue, or settings of the optimizer",
  ],
  [/glue\/catalogTableOptimizer.*orphanFile/, "files that no table has"],
  [/chime\/voiceConnectorStreaming/, "for streams to come"],
  [/manualSnapshotRetentionPeriod$/, "for snapshots to come"],
  [/sagemaker\/domain.*retentionPolicy/, "what a deletion leaves"],
  [/lambda\/function:.*durableConfig/, "runs that have ended"],
  [/eks\/cluster.*eventTtl|bucketObject|objectCopy/, "events of an hour; a header of an object"],
  [/filesSynchronizationConfiguration/, "copies of objects that S3 keeps"],
  [/autoscaling\/group/, "instances"],
  [
    /restoreToPointInTime|PointInTimeRecovery$|replicas\.pointInTimeRecovery|globalTable|swf\//,
    "how a new one is filled; of another type",
  ],
];

it("deletes by a change what the catalogue says, or nothing, or replaces the resource", () => {
  const paths = types.flatMap((type) =>
    (argumentsOf(type) ?? [])
      .map(({ path }) => path)
      .filter((path) => saysSo.test(path.split(".").at(-1) ?? ""))
      .map((path) => ({ type, path })),
  );
  expect(paths.length).toBeGreaterThan(120);
  const open = paths.filter(
    ({ type, path }) =>
      resourceType(type)?.discards?.[topLevel(path)] === undefined &&
      replacement(type, path) !== Replaces.Yes &&
      !harmless.some(([pattern]) => pattern.test(`${type} ${path}`)),
  );
  expect(open.map(({ type, path }) => `${type} ${path}`)).toEqual([]);
});
