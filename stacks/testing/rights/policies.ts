import { parsePolicy, type Policy } from "@ballast/analysis";
import { policyDocument, type InstancePart, type Statement, type TaskPart } from "@ballast/contracts";
import { record } from "@ballast/testing";
import * as pulumi from "@pulumi/pulumi";
import { compute } from "../effects/cases/compute.ts";
import { scenarios } from "../effects/cases/scenarios.ts";
import { storage } from "../effects/cases/storage.ts";
import type { EffectCase } from "../effects/effects.ts";

const plain = <T>(value: T): Promise<pulumi.Unwrap<T>> =>
  (pulumi.output(value) as unknown as { promise(): Promise<pulumi.Unwrap<T>> }).promise();

/** Every component in every mode. */
export const components = [...storage, ...compute, ...scenarios].flatMap((subject) =>
  Object.keys(subject.modes).map((mode) => [subject.component, mode, subject] as const),
);

/** All policies that a component makes, and those that its parts would become. */
export async function policiesOf(subject: EffectCase, mode: string): Promise<Policy[]> {
  const { resources, result } = await record(async () => {
    const component = subject.build(subject.modes[mode] as never) as {
      instancePart?: InstancePart;
      taskPart?: TaskPart;
    } & pulumi.ComponentResource;
    const parts: (Statement[] | undefined)[] = [
      component.instancePart?.statements,
      component.taskPart?.taskStatements,
      component.taskPart?.executionStatements,
    ];
    return plain(parts.map((statements) => policyDocument(statements ?? [])));
  });
  const made = resources
    .filter(({ type }) => ["aws:iam/rolePolicy:RolePolicy", "aws:iam/policy:Policy"].includes(type))
    .map(({ inputs }) => inputs["policy"] as string);
  return [...made, ...result].map(parsePolicy);
}
