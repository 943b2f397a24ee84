import type { CapacityProvider, ContainerInstance, Service, Task, TaskDefinition } from "@aws-sdk/client-ecs";
import { fields, isFields, list, text } from "@ballast/model";
import { some } from "../ecs.ts";
import { OperateError } from "../operateError.ts";
import { answers, isAnswer, lists, type Member } from "./answers.ts";
import { clusterOfArn, type ClusterState } from "./clusterState.ts";
import { gapsOf } from "./gaps.ts";

/** A JSON output of the AWS CLI, and its source. */
export interface Document {
  source: string;
  value: unknown;
}

/**
 * Reads a cluster from the outputs of `aws ecs describe-…`.
 *
 * @throws {OperateError} that lists all invalid documents or all missing data.
 */
export function stateOfDocuments(documents: Document[]): ClusterState {
  const found: Record<Member, Map<string, unknown>> = {
    containerInstances: new Map(),
    services: new Map(),
    tasks: new Map(),
    capacityProviders: new Map(),
  };
  const definitions = new Map<string, TaskDefinition>();
  const faults: string[] = [];
  for (const { source, value } of documents) {
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value]) {
      faults.push(...faultsOf(one).map((fault) => `${source}: ${fault}`));
      const members = fields(one);
      for (const member of Object.keys(answers) as Member[])
        for (const item of list(members[member]))
          found[member].set(text(fields(item)[answers[member].arn]), item);
      const definition = members["taskDefinition"];
      if (isFields(definition)) definitions.set(text(definition["taskDefinitionArn"]), definition);
    }
  }
  const items = <T>(member: Member): T[] => [...found[member].values()] as T[];
  const state = {
    instances: items<ContainerInstance>("containerInstances"),
    services: items<Service>("services").filter(({ status }) => status !== "INACTIVE"),
    tasks: items<Task>("tasks").filter(({ lastStatus }) => lastStatus !== "STOPPED"),
    definitions,
    capacityProviders: items<CapacityProvider>("capacityProviders"),
  };
  const names = clusterNames(state);
  if (names.length > 1)
    faults.push(`The input is from several clusters: ${some(names)}. Give the input of one cluster.`);
  // Missing data is reported only if every document is valid, because an invalid document causes gaps.
  if (faults.length === 0) faults.push(...gapsOf(state));
  if (faults.length > 0) throw new OperateError(faults.join("\n"));
  return { name: names[0] ?? "the cluster", ...state };
}

function faultsOf(one: unknown): string[] {
  const members = fields(one);
  for (const [arns, member] of Object.entries(lists)) {
    if (Array.isArray(members[arns]))
      return [`this lists ${arns}. Give the output of aws ecs ${answers[member].command} for them.`];
  }
  if (!isAnswer(one)) {
    const commands = Object.values(answers).map(({ command }) => command);
    return [
      `this is not the output of aws ecs ${commands.join(", ")} or describe-task-definition (as JSON or YAML, without --query).`,
    ];
  }
  const unnamed = (Object.keys(answers) as Member[]).filter((member) =>
    list(members[member]).some((item) => text(fields(item)[answers[member].arn]) === ""),
  );
  const failures = list(members["failures"]).map(fields);
  return [
    ...unnamed.map(
      (member) =>
        `an item of ${member} has no ${answers[member].arn}. Give the complete output, without --query.`,
    ),
    ...(text(members["nextToken"]) === ""
      ? []
      : ["the output is incomplete: it has a nextToken. Give all pages."]),
    ...(failures.length === 0
      ? []
      : [
          `ECS did not describe all requested items: ${some(failures.map(({ arn, reason }) => `${text(arn)} (${text(reason)})`))}.`,
        ]),
  ];
}

function clusterNames({
  instances,
  services,
  tasks,
}: Pick<ClusterState, "instances" | "services" | "tasks">): string[] {
  const arns = [
    ...instances.map(({ containerInstanceArn }) => containerInstanceArn),
    ...services.map(({ serviceArn }) => serviceArn),
    ...tasks.map(({ taskArn }) => taskArn),
  ];
  return [...new Set(arns.flatMap((arn) => clusterOfArn(arn ?? "") ?? []))];
}
