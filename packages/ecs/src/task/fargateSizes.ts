import { fargateSizes } from "@ballast/aws/services/values/tasks";

/** The memory sizes that go with `cpu`, in MiB; empty if no such CPU size exists. */
export function fargateMemorySizes(cpu: number): readonly number[] {
  return fargateSizes[cpu] ?? [];
}

export const fargateCpuSizes = Object.keys(fargateSizes).map(Number);
