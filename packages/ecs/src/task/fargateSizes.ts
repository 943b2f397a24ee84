/**
 * CPU units and the MiB that AWS Fargate pairs with them (developer guide, "Task CPU and memory").
 */
const sizes: Record<number, { from: number; to: number; step: number }> = {
  256: { from: 512, to: 2048, step: 512 },
  512: { from: 1024, to: 4096, step: 1024 },
  1024: { from: 2048, to: 8192, step: 1024 },
  2048: { from: 4096, to: 16_384, step: 1024 },
  4096: { from: 8192, to: 30_720, step: 1024 },
  8192: { from: 16_384, to: 61_440, step: 4096 },
  16384: { from: 32_768, to: 122_880, step: 8192 },
};

/** The memory sizes that go with `cpu`; empty if no such CPU size exists. */
export function fargateMemorySizes(cpu: number): number[] {
  const size = sizes[cpu];
  if (size === undefined) return [];
  const all = Array.from(
    { length: (size.to - size.from) / size.step + 1 },
    (_, index) => size.from + index * size.step,
  );
  // The smallest CPU size skips 1.5 GiB.
  return all.filter((memory) => memory !== 1536);
}

export const fargateCpuSizes = Object.keys(sizes).map(Number);
