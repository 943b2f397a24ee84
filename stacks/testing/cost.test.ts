import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { CostedStack } from "./costProgram.ts";

const printed = execFileSync(process.execPath, [join(__dirname, "costProgram.ts")], {
  encoding: "utf8",
  maxBuffer: 64 * 1024 * 1024,
});
const stacks = JSON.parse(printed) as CostedStack[];

it.each(stacks.map((one) => [one.stack, one] as const))(
  "%s: each resource is priced, free with a page, or unpriced with a reason (F.0.42)",
  (_stack, { resources, rows, free, unpriced, unknownDimensions }) => {
    const answered = new Set([...rows, ...free.map(({ urn }) => urn), ...unpriced.map(({ urn }) => urn)]);
    expect(resources.filter((urn) => !answered.has(urn))).toEqual([]);
    const pages = /^https:\/\/(?:aws\.amazon\.com|www\.pulumi\.com\/registry\/packages)\//;
    expect(free.filter(({ page }) => !pages.test(page))).toEqual([]);
    expect(
      unpriced.filter(({ why }) => why === "" || /^what AWS charges for .* is unknown$/.test(why)),
    ).toEqual([]);
    expect(unknownDimensions).toEqual([]);
  },
);

it("counts the same whichever region's prices are taken", () => {
  expect(stacks.length).toBeGreaterThanOrEqual(20);
  for (const { quantities } of stacks) expect(quantities.own).toEqual(quantities.elsewhere);
});
