import fc from "fast-check";
import { check, type Finding } from "./index.ts";
import type { Resource } from "@ballast/model";
import { given, root, run, today } from "./testing/pack.ts";
import { madeUp } from "./testing/resources.ts";

const rule = "logs-retention";
const message = "never deletes its logs";
const component = (name: string, parent: string | null, waivers: unknown): Resource =>
  madeUp("ballast-test:index:Thing", name, {}, { custom: false, parent, outputs: { waivers } });
const logs = (name: string, parent: string | null): Resource => {
  const resource = madeUp("aws:cloudwatch/logGroup:LogGroup", name, {}, { parent });
  return { ...resource, urn: `${resource.urn}-in-${parent?.split("::").at(-1) ?? "stack"}` };
};
const found = (resources: Resource[], outputs: Record<string, unknown> = {}) =>
  check(resources, outputs, { today }).filter((finding) => finding.rule === rule);

it("holds for the member that it names, and for no other", () => {
  const thing = component("thing", null, { [rule]: { one: { reason: "an archive" } } });
  expect(found([thing, logs("one", thing.urn), logs("two", thing.urn), logs("one", null)])).toMatchObject([
    { severity: "error", urn: expect.stringContaining("::one-in-stack") as string },
    { severity: "error", urn: expect.stringContaining("::two-in-thing") as string },
    { severity: "waived", urn: expect.stringContaining("::one-in-thing") as string, reason: "an archive" },
  ]);
});

it("holds for the rule that it names", () => {
  const outputs = { waivers: { "data-retention": { one: { reason: "an archive" } } } };
  expect(found([logs("one", null)], outputs)).toMatchObject([{ severity: "error" }]);
});

it("holds for nothing where more than one resource in its reach is called so", () => {
  const inner = component("inner", null, {});
  const outputs = { waivers: { [rule]: { one: { reason: "an archive" } } } };
  const twice = found([inner, logs("one", null), logs("one", inner.urn)], outputs);
  expect(twice.map(({ severity }) => severity)).toEqual(["error", "error"]);
  expect(twice[0]?.message).toBe(
    `${message}; its waiver names "one", which is the name of more than one resource`,
  );
});

it("says what is wrong with one that cannot hold", () => {
  const messageOf = (waivers: unknown) => found([logs("one", null)], { waivers })[0]?.message;
  expect(messageOf({ [rule]: "an archive" })).toContain("its waiver names no member");
  expect(messageOf({ [rule]: { one: { reason: "" } } })).toContain("its waiver has no reason");
  expect(messageOf({ [rule]: { one: { reason: "an archive", expires: "2026-11-20" } } })).toBe(
    `${message}; the exception for it ended on 2026-11-20: an archive`,
  );
});

it("does not stop an exception from holding, once it has ended", () => {
  const outputs = {
    waivers: { [rule]: { one: { reason: "an archive", expires: "2026-11-20" } } },
    exceptions: [{ rule, resource: "one", reason: "a newer archive", expires: "2027-11-20" }],
  };
  expect(found([logs("one", null)], outputs)).toMatchObject([
    { severity: "waived", reason: "a newer archive (until 2027-11-20)" },
  ]);
});

describe("an exception for a part", () => {
  const task = madeUp("aws:ecs/taskDefinition:TaskDefinition", "web-task", {
    containerDefinitions: JSON.stringify([
      { name: "web", privileged: true },
      { name: "side", privileged: true },
    ]),
  });
  const exception = { rule: "ecs-privileged", resource: "web-task", reason: "why", expires: "2027-11-20" };
  const privileged = (...exceptions: object[]) =>
    check([task], { exceptions }, { today })
      .filter((finding) => [exception.rule, "exception-unused"].includes(finding.rule))
      .map(({ severity, part, message }) => `${severity} ${part ?? "-"} ${message}`);

  it("covers that part", () => {
    expect(privileged({ ...exception, part: "side" })).toEqual([
      "error web container web is privileged",
      "waived side container side is privileged",
    ]);
  });

  it("must name it", () => {
    const lacks = (part: string) => `the exception for "web-task" lacks \`part: ${part}\``;
    expect(privileged(exception)).toEqual([
      `error web container web is privileged; ${lacks("web")}`,
      `error side container side is privileged; ${lacks("side")}`,
      'warning - has an exception from ecs-privileged for "web-task", where the rule finds nothing',
    ]);
  });
});

// What follows generates stacks: components in components, each with waivers of any shape for any names.

const names = ["one", "two", "three"];
const days = [undefined, "2026-11-20", today, "2026-12-21", "2026-12-22", "9999-12-31"];
interface Entry {
  /** Index of a component, or -1 for the stack. */
  scope: number;
  name: string;
  reason: string;
  expires: string | undefined;
}
interface World {
  /** The parent of each component: an earlier one, or -1. */
  components: number[];
  members: { name: string; parent: number }[];
  entries: Entry[];
}
const world: fc.Arbitrary<World> = fc
  .array(fc.integer({ min: -1, max: 2 }), { minLength: 1, maxLength: 4 })
  .map((parents) => parents.map((parent, index) => (parent < index ? parent : index - 1)))
  .chain((components) => {
    const scope = fc.integer({ min: -1, max: components.length - 1 });
    return fc.record({
      components: fc.constant(components),
      members: fc.uniqueArray(fc.record({ name: fc.constantFrom(...names), parent: scope }), {
        minLength: 1,
        maxLength: 6,
        selector: ({ name, parent }) => `${name} ${parent}`,
      }),
      entries: fc.uniqueArray(
        fc.record({
          scope,
          name: fc.constantFrom(...names),
          reason: fc.constantFrom("", "an archive", "a copy"),
          expires: fc.constantFrom(...days),
        }),
        { maxLength: 8, selector: ({ name, scope: at }) => `${name} ${at}` },
      ),
    });
  });

function build({ components, members, entries }: World): {
  resources: Resource[];
  outputs: Record<string, unknown>;
} {
  const waiversOf = (at: number) => ({
    [rule]: Object.fromEntries(
      entries
        .filter(({ scope }) => scope === at)
        .map(({ name, reason, expires }) => [name, { reason, expires }]),
    ),
  });
  const made: Resource[] = [];
  for (const [index, parent] of components.entries())
    made.push(component(`component-${index}`, made[parent]?.urn ?? null, waiversOf(index)));
  return {
    resources: [...made, ...members.map(({ name, parent }) => logs(name, made[parent]?.urn ?? null))],
    outputs: { waivers: waiversOf(-1) },
  };
}

/** Independent of how the product walks: a scope reaches what it is an ancestor of. */
function reaches(components: number[], scope: number, at: number): boolean {
  for (let here = at; ; here = components[here] ?? -1) {
    if (here === scope) return true;
    if (here === -1) return false;
  }
}

function isWaived({ components, members, entries }: World, member: World["members"][number]): boolean {
  return entries.some(
    ({ scope, name, reason, expires }) =>
      name === member.name &&
      reason !== "" &&
      (expires === undefined || expires >= today) &&
      reaches(components, scope, member.parent) &&
      members.filter((one) => one.name === name && reaches(components, scope, one.parent)).length === 1,
  );
}

const severities = (findings: Finding[], resources: Resource[]) =>
  resources
    .filter(({ custom }) => custom)
    .map(({ urn }) => findings.find((finding) => finding.urn === urn)?.severity);

it("waives each finding by a waiver for that very member that has not ended, and no other", () => {
  fc.assert(
    fc.property(world, (generated) => {
      const { resources, outputs } = build(generated);
      expect(severities(found(resources, outputs), resources)).toEqual(
        generated.members.map((member) => (isWaived(generated, member) ? "waived" : "error")),
      );
    }),
    { numRuns: 1000 },
  );
});

it("answers the same in the policy pack", async () => {
  await fc.assert(
    fc.asyncProperty(world, async (generated) => {
      const { resources, outputs } = build(generated);
      const byUrn = new Map<string, ReturnType<typeof given>>();
      for (const resource of resources)
        byUrn.set(resource.urn, { ...given(resource), parent: byUrn.get(resource.parent ?? "") });
      const said = await run([root(outputs), ...byUrn.values()]);
      const planned = found(resources, outputs)
        .filter(({ severity }) => severity === "error")
        .map(({ urn, message: text }) => `${rule} ${urn.split("::").at(-1)}: ${text}`);
      expect(said.filter((line) => line.startsWith(`${rule} `)).sort()).toEqual(planned.sort());
    }),
    { numRuns: 60 },
  );
});
