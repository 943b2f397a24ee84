import type { StackPlan } from "@ballast/plan";
import { bootWindows, launchOrders } from "@ballast/testing/windows";
import { judge } from "./boot/judge.ts";
import { linuxScripts, LinuxSystem } from "./boot/linux.ts";

/** User data of every host of a stack, by what brings it: launch templates, and those inside of CloudFormation templates. */
export function userDataOf({ resolved }: StackPlan): Record<string, string> {
  const found = resolved.flatMap(({ urn, inputs }) =>
    [...JSON.stringify(inputs).matchAll(/\\*"userData\\*":\s*\\*"([A-Za-z0-9+/=]+)\\*"/g)].map(
      ([, encoded = ""]) => [urn, Buffer.from(encoded, "base64").toString()] as const,
    ),
  );
  return Object.fromEntries(found);
}

/**
 * Boots a host by the documented order of its system, without faults; stacks/testing/boot has them.
 *
 * @returns what kept a host from ECS.
 */
export async function bootFaults(plan: StackPlan, userData: string): Promise<string[]> {
  if (!userData.startsWith("<powershell>"))
    return judge(new LinuxSystem(linuxScripts(userData)), {}, { faults: 0, cuts: 0 }).faults;
  const association = associationOf(plan);
  const outcomes = await Promise.all(
    launchOrders.map(async (order) => {
      const machine = await bootWindows({ order, userData, ...(association && { association }) }, 4);
      return machine.registrations.length > 0 ? [] : [`${order.agent}: ${machine.log.join("; ")}`];
    }),
  );
  return outcomes.flat();
}

function associationOf({ resolved }: StackPlan): { document: string; everyMinutes: number } | undefined {
  const association = resolved.find(({ type }) => type === "aws:ssm/association:Association");
  const document = resolved.find(({ type }) => type === "aws:ssm/document:Document");
  if (!association || !document) return undefined;
  const { scheduleExpression } = association.inputs;
  return {
    document: String(document.inputs["content"]),
    everyMinutes: Number(/^rate\((\d+) minutes\)$/.exec(String(scheduleExpression))?.[1]),
  };
}
