import { resource } from "../../../model/src/testing/resource.ts";
import { costOf } from "./costOf.ts";
import { shippedPrices } from "./prices.ts";
import { infracostCases, type GoldenCase } from "../testing/infracostCases.ts";

function costed({ type, inputs, usage, others = [], instances }: GoldenCase) {
  // What stands in a template is charged as it is.
  const isNested = type.startsWith("AWS::");
  const own = isNested
    ? resource("aws:cloudformation/stack:Stack", "one", {
        templateBody: JSON.stringify({ Resources: { One: { Type: type, Properties: inputs } } }),
      })
    : resource(type, "one", inputs, { identifiers: { "arn:one": "arn" } });
  const around = others.map((one) =>
    resource(one.type, one.name, one.inputs, { identifiers: one.identifiers }),
  );
  return costOf([own, ...around], {
    region: "us-east-1",
    prices: shippedPrices,
    today: "2026-11-27",
    ...(usage && { usage }),
    ...(instances !== undefined && { instances: new Map([[own.urn, instances]]) }),
  });
}

it.each(infracostCases.map((one) => [one.case, one] as const))(
  "counts and prices %s as Infracost does, within 1 % (F.0.42)",
  (_name, one) => {
    const { rows } = costed(one);
    for (const [dimension, [quantity, dollars]] of Object.entries(one.says)) {
      const row = rows.find((each) => each.dimension === dimension);
      expect({ dimension, found: row !== undefined }).toEqual({ dimension, found: true });
      expect(Math.abs((row?.amount ?? NaN) - quantity)).toBeLessThanOrEqual(quantity / 100);
      expect(Math.abs(Number(row?.monthly) - dollars)).toBeLessThanOrEqual(dollars / 100);
    }
    // What costs more than nothing is in the case, too, unless its name says that a part is left out.
    const more = rows.filter(({ dimension, amount }) => amount > 0 && !(dimension in one.says));
    if (!one.case.includes("without")) expect(more.map(({ dimension }) => dimension)).toEqual([]);
  },
);

it("compares at least twelve kinds of resources", () => {
  expect(new Set(infracostCases.map(({ type }) => type)).size).toBeGreaterThanOrEqual(20);
});
