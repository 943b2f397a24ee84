import { paginateDescribeInstances } from "@aws-sdk/client-ec2";
import {
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
} from "@aws-sdk/client-ecs";
import { DescribeKeyCommand } from "@aws-sdk/client-kms";
import { every, unless, type Aws } from "../aws.ts";
import { lastPart } from "../ecs.ts";
import type { Backups } from "../restore/clients.ts";
import { Cut, Watch, type Pace } from "../watch.ts";
import { callJson } from "../jsonService.ts";
import { markTag } from "./save/saving.ts";

interface TaggedPage {
  PaginationToken?: string;
  ResourceTagMappingList?: { ResourceARN?: string }[];
}

/**
 * Sorted ARNs of all resources in the region with all of these tags, including deleted resources that AWS still
 * lists.
 *
 * @param tags Undefined matches any value.
 */
export async function taggedResources(aws: Aws, tags: Record<string, string | undefined>): Promise<string[]> {
  const TagFilters = Object.entries(tags).map(([Key, value]) => ({
    Key,
    ...(value !== undefined && { Values: [value] }),
  }));
  const found: string[] = [];
  for (let token = ""; ;) {
    const page = await callJson<TaggedPage>(aws, "tagging", "GetResources", {
      TagFilters,
      ResourcesPerPage: 100,
      ...(token !== "" && { PaginationToken: token }),
    });
    found.push(...(page.ResourceTagMappingList ?? []).flatMap(({ ResourceARN }) => ResourceARN ?? []));
    token = page.PaginationToken ?? "";
    if (token === "") return found.sort();
  }
}

export interface Search {
  aws: Aws;
  backups: Backups;
  tags: Record<string, string>;
  /** ARNs of resources to ignore, unless a run of `accept` created them. */
  before: string[];
}

/**
 * The existing resources with the tags, without those in `before`. Resources that an earlier run of `accept` created
 * are always included.
 */
export async function tagged({ aws, backups, tags, before }: Search): Promise<string[]> {
  const ofRuns = await taggedResources(aws, { ...tags, [markTag]: undefined });
  const all = await taggedResources(aws, tags);
  const fresh = all.filter((arn) => ofRuns.includes(arn) || !before.includes(arn));
  return standingOf(aws, backups, fresh);
}

/**
 * As `tagged`, polled until nothing is left or the time limit is reached. AWS does not document how long it lists
 * deleted resources.
 */
export async function leftOver(search: Search, pace: Pace): Promise<string[]> {
  let left: string[] = [];
  try {
    await new Watch({ pollSeconds: 30, ...pace }).until(async () => {
      left = await tagged(search);
      return left.length === 0 ? { done: left } : { waiting: `${left.length} resources are still listed` };
    });
  } catch (error) {
    if (!(error instanceof Cut) || error.why !== "timeout") throw error;
  }
  return left;
}

/**
 * The resources that still exist. AWS lists deleted resources for a while, and intentionally keeps some: task
 * definition revisions, clusters and services as INACTIVE, and KMS keys until their waiting period ends.
 */
export async function standingOf(aws: Aws, backups: Backups, arns: string[]): Promise<string[]> {
  const ended = await endedInstances(aws, arns);
  const standing: string[] = [];
  for (const arn of arns) {
    const isGone =
      ended.has(lastPart(arn)) || (await isInactive(aws, arn)) || (await isDeletedKey(backups, arn));
    if (!isGone) standing.push(arn);
  }
  return standing;
}

async function endedInstances({ ec2: client }: Aws, arns: string[]): Promise<Set<string>> {
  const ids = arns.filter((arn) => /:ec2:.*:instance\//.test(arn)).map(lastPart);
  if (ids.length === 0) return new Set();
  const pages = paginateDescribeInstances(
    { client },
    {
      Filters: [
        { Name: "instance-id", Values: ids },
        { Name: "instance-state-name", Values: running },
      ],
    },
  );
  const all = await every(pages, ({ Reservations }) =>
    Reservations?.flatMap(({ Instances }) => Instances ?? []),
  );
  const left = new Set(all.map(({ InstanceId }) => InstanceId));
  return new Set(ids.filter((id) => !left.has(id)));
}

const running = ["pending", "running", "stopping", "stopped"];

async function isInactive({ ecs }: Aws, arn: string): Promise<boolean> {
  const [, kind, rest = ""] = /:ecs:[^:]*:[^:]*:([\w-]+)\/(.+)$/.exec(arn) ?? [];
  switch (kind) {
    case "cluster": {
      const { clusters = [] } = await ecs.send(new DescribeClustersCommand({ clusters: [arn] }));
      return clusters[0]?.status !== "ACTIVE";
    }
    case "service": {
      const [cluster] = rest.split("/");
      const command = new DescribeServicesCommand({
        ...(cluster !== undefined && { cluster }),
        services: [arn],
      });
      const answer = await unless(/^ClusterNotFoundException$/, ecs.send(command));
      return answer?.services?.[0]?.status !== "ACTIVE";
    }
    case "task-definition": {
      const answer = await unless(
        /^ClientException$/,
        ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: arn })),
      );
      return answer?.taskDefinition?.status !== "ACTIVE";
    }
    case undefined:
    default:
      return false;
  }
}

async function isDeletedKey({ kms }: Backups, arn: string): Promise<boolean> {
  if (!/:kms:.*:key\//.test(arn)) return false;
  const answer = await unless(/^NotFoundException$/, kms.send(new DescribeKeyCommand({ KeyId: arn })));
  return answer?.KeyMetadata === undefined || answer.KeyMetadata.KeyState === "PendingDeletion";
}
