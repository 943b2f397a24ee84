import type { ServicePart } from "@ballast/contracts";
import type { ServiceArgs } from "./serviceArgs.ts";

/** The part that asks for a number of tasks, and that number: its storage serves no more. */
export function countingPart({
  parts = {},
}: Pick<ServiceArgs, "parts">): { key: string; desiredCount: number } | undefined {
  for (const [key, { desiredCount }] of Object.entries(parts))
    if (desiredCount !== undefined) return { key, desiredCount };
  return undefined;
}

/** Whether a task ends before its successor starts. */
export function stopsFirst({ minimumHealthyPercent, maximumPercent }: ServicePart): boolean {
  return minimumHealthyPercent === 0 && maximumPercent === 100;
}
