import { aws as types } from "@ballast/aws";
import { fields, list, text, type Fields } from "@ballast/model";
import { inBatches, type Aws } from "../aws.ts";
import { isNamed, ofType, type NeedyResource } from "../doctor/needs/resource.ts";
import { callJson } from "../jsonService.ts";
import { OperateError } from "../operateError.ts";
import { tagsOf, written } from "../plannedTags.ts";

/** A CodeBuild project that scans a service's running images; its environment variables name the service. */
export interface Judge {
  project: string;
  variables: Record<string, string>;
}

/** The parts of a stack's plan that identify its CodeBuild projects in AWS. */
export interface StackWithJudges {
  stack: string;
  resolved: NeedyResource[];
  /** The AWS provider's configuration: `defaultTags`. */
  awsConfiguration: Fields;
}

/** Environment variables that identify such a project. One for Amazon Inspector also has LIMIT_CRITICAL. */
const needed = ["CLUSTER_NAME", "SERVICE_NAME", "CONTAINER_NAME", "REPOSITORY_NAME", "RESCAN_HOURS"];

function judges(resolved: NeedyResource[]): NeedyResource[] {
  return ofType(resolved, types.project).filter(({ inputs }) => {
    const names = list(fields(inputs["environment"])["environmentVariables"]).map((one) =>
      text(fields(one)["name"]),
    );
    return needed.every((name) => names.includes(name));
  });
}

interface Project {
  name: string;
  tags?: { key?: string; value?: string }[];
  environment?: { environmentVariables?: { name: string; value: string; type?: string }[] };
}

/**
 * Finds the stack's projects that scan running images, by the name that Pulumi generated and the plan's tags.
 *
 * @throws {OperateError} if the stack has no such project, if one does not exist in AWS, or if several match.
 */
export async function judgesOf(aws: Aws, stack: StackWithJudges): Promise<Judge[]> {
  const planned = judges(stack.resolved);
  if (planned.length === 0)
    throw new OperateError(
      `${stack.stack} has no component that scans its running images; add a ScannedDelivery of packages/clair.`,
    );
  const names = (await projectNames(aws)).filter((name) => planned.some((one) => isNamed(one, name)));
  const found = (
    await inBatches(names, 100, async (batch) => {
      const answer = await callJson<{ projects?: Project[] }>(aws, "codebuild", "BatchGetProjects", {
        names: batch,
      });
      return answer.projects ?? [];
    })
  ).flat();
  return planned.map((one) => {
    const tags = tagsOf(one, stack.awsConfiguration);
    const own = found.filter(
      ({ name, tags: given = [] }) =>
        isNamed(one, name) &&
        [...tags].every(([key, value]) => given.some((tag) => tag.key === key && tag.value === value)),
    );
    const [project, ...others] = own;
    const looksLike = `${one.name}-… with the tags ${written(tags)}`;
    if (project === undefined)
      throw new OperateError(
        `There is no CodeBuild project ${looksLike} in ${aws.region}: ${stack.stack} is not deployed there, or it was deployed with other tags.`,
      );
    if (others.length > 0)
      throw new OperateError(
        `Several CodeBuild projects in ${aws.region} are ${looksLike}: ${own.map(({ name }) => name).join(", ")}.`,
      );
    const variables = project.environment?.environmentVariables ?? [];
    return {
      project: project.name,
      variables: Object.fromEntries(variables.map(({ name, value }) => [name, value])),
    };
  });
}

async function projectNames(aws: Aws): Promise<string[]> {
  const names: string[] = [];
  for (let token: string | undefined; ;) {
    const page = await callJson<{ projects?: string[]; nextToken?: string }>(
      aws,
      "codebuild",
      "ListProjects",
      token === undefined ? {} : { nextToken: token },
    );
    names.push(...(page.projects ?? []));
    token = page.nextToken;
    if (token === undefined) return names;
  }
}

/** A CodeBuild build. Times are in seconds since 1970. */
export interface Build {
  id: string;
  buildStatus?: string;
  startTime?: number;
  endTime?: number;
}

/** The latest build of a project; undefined if there is none. */
export async function lastBuild(aws: Aws, projectName: string): Promise<Build | undefined> {
  const { ids: [id] = [] } = await callJson<{ ids?: string[] }>(aws, "codebuild", "ListBuildsForProject", {
    projectName,
    sortOrder: "DESCENDING",
  });
  if (id === undefined) return undefined;
  const { builds: [build] = [] } = await callJson<{ builds?: Build[] }>(aws, "codebuild", "BatchGetBuilds", {
    ids: [id],
  });
  return build;
}
