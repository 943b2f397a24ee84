import type { ServicePart } from "@ballast/contracts";
import type { ServiceArgs } from "./serviceArgs.ts";

/** The part that requires a number of tasks, and that number: its storage cannot serve more tasks. */
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
