import fc from "fast-check";
import { addressRange, blockContains, blocksOverlap, parseCidrBlock } from "./addresses.ts";

const bytes = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 });
// Few addresses, so that blocks meet.
const near = fc.tuple(
  fc.constant(10),
  fc.constant(0),
  fc.integer({ min: 0, max: 3 }),
  fc.integer({ min: 0, max: 255 }),
);
const bits = (parts: readonly number[]): string =>
  parts.map((byte) => byte.toString(2).padStart(8, "0")).join("");
const canonical = (parts: readonly number[], prefix: number): string => {
  const kept = bits(parts).slice(0, prefix).padEnd(32, "0");
  return `${[0, 8, 16, 24].map((at) => parseInt(kept.slice(at, at + 8), 2)).join(".")}/${prefix}`;
};
const block = fc
  .tuple(near, fc.integer({ min: 16, max: 32 }))
  .map(([parts, prefix]) => canonical(parts, prefix));

it("reads exactly the blocks whose bits behind the prefix are 0", () =>
  fc.assert(
    fc.property(bytes, fc.integer({ min: 0, max: 32 }), (parts, prefix) => {
      const text = `${parts.join(".")}/${prefix}`;
      expect(parseCidrBlock(text) !== undefined).toBe(canonical(parts, prefix) === text);
      const read = parseCidrBlock(canonical(parts, prefix));
      expect(read).toEqual({ start: parseInt(bits(parts).slice(0, prefix).padEnd(32, "0"), 2), prefix });
      expect(addressRange(text)?.first).toBe(BigInt(read?.start ?? -1));
    }),
  ));

it("refuses what AWS would not read as a block", () => {
  for (const text of ["", "10.0.0.0", "10.0.0.0/33", "10.0/8", "010.0.0.0/8", "256.0.0.0/8", "fd00::/8"])
    expect(parseCidrBlock(text)).toBeUndefined();
});

it("compares two blocks as their leading bits do", () =>
  fc.assert(
    fc.property(block, block, (one, other) => {
      const [a, b] = [parseCidrBlock(one), parseCidrBlock(other)];
      if (a === undefined || b === undefined) throw new Error(`${one} or ${other} is not a block`);
      const lead = ({ start, prefix }: typeof a) => start.toString(2).padStart(32, "0").slice(0, prefix);
      expect(blockContains(a, b)).toBe(lead(b).startsWith(lead(a)));
      expect(blocksOverlap(a, b)).toBe(lead(b).startsWith(lead(a)) || lead(a).startsWith(lead(b)));
    }),
  ));
