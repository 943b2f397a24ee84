import { connect, findHosts, hasHosts, isFaulty, OperateError } from "@ballast/operate";
import { plannedStack, type PlannedStack } from "../planning.ts";
import { StatusLine } from "../progress.ts";
import { clustersOf } from "../stackClusters.ts";
import { placeToAsk } from "../stackPlace.ts";
import { asJson, asTable } from "./render.ts";

export interface HostsOptions {
  stack?: string;
  cluster?: string;
  region?: string;
  format: "table" | "json";
}

/** @returns the exit status. */
export async function hosts(options: HostsOptions): Promise<number> {
  const { stack, cluster = "" } = options;
  const ofStack = stack === undefined ? undefined : await stackWithHosts(stack);
  const aws = await connect(placeToAsk(options, ofStack, "name the cluster with --cluster"));
  const names = ofStack === undefined ? [cluster] : await clustersOf(aws, ofStack.plan);
  const line = new StatusLine(1000);
  const clusters = [];
  for (const [index, name] of names.entries()) {
    line.show(`reading the container instances of ${name} (${index + 1} of ${names.length} clusters)`);
    clusters.push(await findHosts(aws, name).finally(() => line.end()));
  }
  const listed = { stack, region: aws.region, clusters };
  console.log(options.format === "json" ? asJson(listed) : asTable(listed));
  return clusters.some((one) => one.hosts.some(isFaulty)) ? 1 : 0;
}

/** @throws {OperateError} if the stack has no hosts. */
async function stackWithHosts(stack: string): Promise<PlannedStack> {
  const found = await plannedStack(stack);
  if (!hasHosts(found.plan.resolved, found.plan.clusters)) {
    throw new OperateError(
      `${stack} has no container instances on Amazon EC2: it has no capacity provider, and AWS patches the infrastructure of AWS Fargate.`,
    );
  }
  return found;
}
