import { stripVTControlCharacters } from "node:util";
import { differenceOf, type StackPlan } from "@ballast/plan";
import { pageOf } from "@ballast/report";
import fc from "fast-check";
import { plan, resource, urn } from "../../../plan/src/testing.ts";
import { columns } from "../diff/rows.ts";
import { table } from "../diff/table.ts";

const volume = "aws:ebs/volume:Volume";
const names = ["a", "b", "c", "d", "e"];
/** What stands there under a name; a zone replaces a volume, and a smaller size is refused. */
const state = fc.option(
  fc.record({
    availabilityZone: fc.constantFrom("eu-central-1a", "eu-central-1b"),
    size: fc.constantFrom(10, 20),
    userWords: fc.constantFrom("one\ntwo", "one\nthree"),
    isRenamed: fc.boolean(),
  }),
  { nil: undefined },
);
const sides = fc.array(fc.tuple(state, state), { minLength: names.length, maxLength: names.length });
const sizes = fc.tuple(fc.nat(1), fc.nat(1));

type State = { availabilityZone: string; size: number; userWords: string; isRenamed: boolean } | undefined;

function planOf(states: readonly State[], output: number, isAfter: boolean): StackPlan {
  const resources = states.flatMap((one, index) => {
    if (one === undefined) return [];
    const { isRenamed, userWords, ...inputs } = one;
    const name = names[index] ?? "";
    return isAfter && isRenamed
      ? [
          resource(
            volume,
            `new-${name}`,
            { ...inputs, tags: { userWords } },
            { aliases: [urn(volume, name)] },
          ),
        ]
      : [resource(volume, name, { ...inputs, tags: { userWords } })];
  });
  return plan(resources, {}, { outputs: { size: output } });
}

function textOf(html: string): string {
  return html.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
}

it("counts as the command diff counts, over generated differences (F.0.55)", async () => {
  await fc.assert(
    fc.asyncProperty(sides, sizes, async (states, [before, after]) => {
      const old = planOf(
        states.map(([one]) => one),
        before,
        false,
      );
      const now = planOf(
        states.map(([, other]) => other),
        after,
        true,
      );
      const difference = differenceOf(old, now);
      const all = {
        against: { ref: "main", commit: "1234567" },
        differences: [difference],
        costs: {},
        errors: [],
        foundations: [],
        acknowledgementFaults: [],
      };
      const printed = stripVTControlCharacters(table(all, undefined));
      const [row = ""] = printed.split("\n").filter((line) => line.startsWith(`│ ${now.stack} `));
      const cells = row
        .split("│")
        .slice(1)
        .map((cell) => cell.trim());
      const count = (column: string): number => Number(cells[columns.indexOf(column)]);
      const html = await pageOf({
        project: "demo",
        plannedAt: new Date(0),
        stacks: [{ stack: now.stack, plan: now, difference }],
        against: "main",
      });
      const changes = /<section aria-labelledby="[^"]*\/changes">[^]*?<\/section>/.exec(html)?.[0] ?? "";
      for (const [column, heading] of Object.entries({
        added: "Added",
        changed: "Changed",
        replaced: "Replaced",
        removed: "Removed",
        renamed: "Renamed",
      })) {
        const shown = Number(new RegExp(`<h4>${heading} <small>(\\d+)</small>`).exec(changes)?.[1] ?? 0);
        expect([column, shown]).toEqual([column, count(column)]);
      }
      // Each with an entry of its own.
      const entries = changes.match(/<div class="change"><p>/g)?.length ?? 0;
      expect(entries).toBe(count("changed") + count("replaced"));
      const [, words] = new RegExp(`^${now.stack}: ((?:\\d+ \\w+(?:, )?)+)$`, "m").exec(printed) ?? [];
      if (words === undefined) expect(textOf(changes)).toContain("Nothing changes.");
      else expect(textOf(changes)).toContain(`since main: ${words}`);
      const lost = Number(/(\d+) lost/.exec(row)?.[1] ?? 0);
      expect(html.includes(`${lost} would lose data`)).toBe(lost > 0);
      // No approval stands on a page with a loss.
      if (lost > 0) expect(html).not.toContain('class="good"');
    }),
    { numRuns: 60 },
  );
});
