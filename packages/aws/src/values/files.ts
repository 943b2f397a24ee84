import { fields, serviceDomains, text } from "@ballast/model";
import type { RefusesTogether } from "../resourceType.ts";
import { isKnownText, numeric } from "./known.ts";
import { refused, sources } from "./sources.ts";

/**
 * Throughputs in MBps of an FSx for Windows file system. The API reference lists powers of two; the guide has
 * four further values in some regions since August 2023.
 */
export const windowsThroughputs = [8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4608, 6144, 9216, 12_288];

/** Combinations that FSx rejects in a Windows file system. */
export const windowsFileSystem: RefusesTogether = function* (inputs) {
  const throughput = numeric(inputs["throughputCapacity"]);
  if (throughput !== undefined && !windowsThroughputs.includes(throughput))
    yield refused("throughputCapacity", throughput, windowsThroughputs.join(", "), sources.fsxGuide);
  const [storage, deployment] = [
    text(inputs["storageType"]) || "SSD",
    text(inputs["deploymentType"]) || "SINGLE_AZ_1",
  ];
  const from = sources.apiOfFsx;
  const capacity = numeric(inputs["storageCapacity"]);
  const least = storage === "HDD" ? 2000 : 32;
  if (capacity !== undefined && (capacity < least || capacity > 65_536))
    yield refused("storageCapacity", capacity, `${least} to 65,536 GiB for ${storage}`, from);
  if (storage === "HDD" && deployment === "SINGLE_AZ_1")
    yield refused("storageType", storage, "SSD for SINGLE_AZ_1", from);
  const subnets = inputs["subnetIds"];
  const wanted = deployment === "MULTI_AZ_1" ? 2 : 1;
  if (Array.isArray(subnets) && subnets.length !== wanted)
    yield refused(
      "subnetIds",
      subnets,
      `${wanted} ${wanted === 1 ? "subnet" : "subnets"} for ${deployment}`,
      from,
    );
  if (deployment === "MULTI_AZ_1" && inputs["preferredSubnetId"] === undefined)
    yield refused("preferredSubnetId", undefined, "MULTI_AZ_1 with a preferred subnet", from);
  if (text(inputs["activeDirectoryId"]) !== "" && inputs["selfManagedActiveDirectory"] !== undefined)
    yield refused(
      "activeDirectoryId",
      inputs["activeDirectoryId"],
      "either activeDirectoryId or selfManagedActiveDirectory",
      from,
    );
  const { mode, iops: given } = fields(inputs["diskIopsConfiguration"]);
  const iops = numeric(given);
  if (iops !== undefined && capacity !== undefined && mode === "USER_PROVISIONED" && iops < 3 * capacity)
    yield refused("diskIopsConfiguration.iops", iops, `at least ${3 * capacity}, 3 for each GiB`, from);
};

/** Combinations that EFS rejects in a file system. */
export const elasticFileSystem: RefusesTogether = function* (inputs) {
  const [throughput, performance] = [text(inputs["throughputMode"]), text(inputs["performanceMode"])];
  const given = inputs["provisionedThroughputInMibps"];
  const path = "provisionedThroughputInMibps";
  if (throughput === "provisioned" && given === undefined)
    yield refused(path, undefined, "the throughput mode provisioned with a throughput", sources.apiOfEfs);
  if (performance !== "maxIO") return;
  if (throughput === "elastic")
    yield refused("performanceMode", performance, "generalPurpose with elastic throughput", sources.efsGuide);
  if (text(inputs["availabilityZoneName"]) !== "")
    yield refused("performanceMode", performance, "generalPurpose in One Zone", sources.apiOfEfs);
};

const byDeployment: Readonly<Record<string, readonly number[]>> = {
  SINGLE_AZ_1: [64, 128, 256, 512, 1024, 2048, 3072, 4096],
  SINGLE_AZ_HA_1: [64, 128, 256, 512, 1024, 2048, 3072, 4096],
  MULTI_AZ_1: [160, 320, 640, 1280, 2560, 3840, 5120, 7680, 10_240],
  SINGLE_AZ_2: [160, 320, 640, 1280, 2560, 3840, 5120, 7680, 10_240],
  SINGLE_AZ_HA_2: [160, 320, 640, 1280, 2560, 3840, 5120, 7680, 10_240],
};

/** Combinations that FSx rejects in an OpenZFS file system. */
export const openZfsFileSystem: RefusesTogether = function* (inputs) {
  const [deployment, throughput] = [
    text(inputs["deploymentType"]),
    numeric(inputs["throughputCapacity"]),
  ] as const;
  const allowed = byDeployment[deployment];
  if (throughput !== undefined && allowed !== undefined && !allowed.includes(throughput))
    yield refused(
      "throughputCapacity",
      throughput,
      `${allowed.join(", ")} for ${deployment}`,
      sources.apiOfFsx,
    );
};

const byPair: Readonly<Record<string, readonly number[]>> = {
  SINGLE_AZ_1: [128, 256, 512, 1024, 2048, 4096],
  MULTI_AZ_1: [128, 256, 512, 1024, 2048, 4096],
  SINGLE_AZ_2: [1536, 3072, 6144],
  MULTI_AZ_2: [384, 768, 1536, 3072, 6144],
};

/** Combinations that FSx rejects in an ONTAP file system. */
export const ontapFileSystem: RefusesTogether = function* (inputs) {
  const [deployment, throughput] = [
    text(inputs["deploymentType"]),
    numeric(inputs["throughputCapacityPerHaPair"]),
  ] as const;
  const allowed = byPair[deployment];
  if (throughput !== undefined && allowed !== undefined && !allowed.includes(throughput))
    yield refused(
      "throughputCapacityPerHaPair",
      throughput,
      `${allowed.join(", ")} for ${deployment}`,
      sources.apiOfFsx,
    );
};

/** Upstream registries of pull-through caches, with their authentication. */
export const upstreamRegistries = {
  "public.ecr.aws": { login: "none" },
  "registry.k8s.io": { login: "none" },
  "quay.io": { login: "none" },
  "registry-1.docker.io": { login: "secret" },
  "ghcr.io": { login: "secret" },
  "registry.gitlab.com": { login: "secret" },
  "cgr.dev": { login: "secret" },
} as const;

const azure = /^[a-z0-9]+\.azurecr\.io$/;
const ecr = new RegExp(
  `^\\d{12}\\.dkr\\.ecr(?:-fips)?\\.[a-z0-9-]+\\.(?:${serviceDomains.map((domain) => domain.replaceAll(".", "\\.")).join("|")})$`,
);

/** Combinations that ECR rejects in a pull-through cache rule. */
export const pullThroughCacheRule: RefusesTogether = function* (inputs) {
  const url = text(inputs["upstreamRegistryUrl"]);
  const from = sources.ecrGuide;
  if (url === "" || !isKnownText(url)) return;
  const registry = Object.entries(upstreamRegistries).find(([name]) => name === url)?.[1];
  const login = registry?.login ?? (azure.test(url) ? "secret" : ecr.test(url) ? "role" : undefined);
  if (login === undefined) {
    const names = Object.keys(upstreamRegistries).join(", ");
    yield refused(
      "upstreamRegistryUrl",
      url,
      `${names}, <name>.azurecr.io, <account>.dkr.ecr.<region>.amazonaws.com`,
      from,
    );
    return;
  }
  const credentials = inputs["credentialArn"];
  if (login === "secret" && credentials === undefined)
    yield refused("credentialArn", undefined, `${url} with a secret`, from);
  const arn = text(credentials);
  if (arn !== "" && isKnownText(arn) && /^arn:/.test(arn) && !/:secret:ecr-pullthroughcache\//.test(arn))
    yield refused("credentialArn", arn, "a secret whose name begins with ecr-pullthroughcache/", from);
};
