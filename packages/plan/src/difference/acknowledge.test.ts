import fc from "fast-check";
import type { StackPlan } from "../stackPlan.ts";
import { plan, resource, urn } from "../testing.ts";
import { keyOf, type Acknowledgement } from "./acknowledgement.ts";
import { acknowledgementFindings } from "./acknowledgementFindings.ts";
import { compareStacks, differenceOf, differencesOf } from "./differenceOf.ts";

const today = "2026-11-21";
const volume = "aws:ebs/volume:Volume";
const bucket = "aws:s3/bucket:Bucket";
const in30Days = "2026-12-21";
const reason = "copied to the new account";

const data = (availabilityZone = "eu-central-1a", kmsKeyId = "key-1") =>
  resource(volume, "data", { availabilityZone, kmsKeyId });
const moved: Acknowledgement = {
  urn: urn(volume, "data"),
  operation: "replace",
  cause: ["availabilityZone"],
  reason,
  expires: in30Days,
};
const removed: Acknowledgement = { ...moved, operation: "delete", cause: ["removed"] };
const stack = (
  resources: ReturnType<typeof resource>[],
  acknowledged: Acknowledgement[] = [],
  more = {},
): StackPlan => plan(resources, {}, { acknowledged, ...more });
/** What is open, and what is wrong. */
const judged = (before: StackPlan | undefined, after: StackPlan | undefined, day = today) => {
  const { losses, acknowledgementFaults } = differenceOf(before, after, { today: day });
  return {
    open: losses.filter(({ acknowledged }) => acknowledged === undefined).map(({ name }) => name),
    faults: acknowledgementFaults.map(({ severity, message }) => `${severity} ${message}`),
  };
};
const fine = { open: [], faults: [] };
const error = (text: string) => expect.stringMatching(new RegExp(`^error .*${text}`)) as string;
const warning = (text: string) => expect.stringMatching(new RegExp(`^warning .*${text}`)) as string;

describe("an acknowledgement in the change that loses the data", () => {
  it("excuses a replacement, and a removal", () => {
    expect(judged(stack([data()]), stack([data("eu-central-1b")], [moved]))).toEqual(fine);
    expect(judged(stack([data()]), stack([], [removed]))).toEqual(fine);
  });

  it.each([
    ["another resource", { urn: urn(volume, "other") }],
    ["another type of the same name", { urn: urn(bucket, "data") }],
    ["the bare name", { urn: "urn:pulumi:data" }],
    ["another operation", { operation: "delete" as const, cause: ["removed"] }],
    ["another property", { cause: ["kmsKeyId"] }],
    ["more properties than force it", { cause: ["availabilityZone", "kmsKeyId"] }],
  ])("that names %s excuses nothing, and fails", (_what, change) => {
    const { open, faults } = judged(
      stack([data()]),
      stack([data("eu-central-1b")], [{ ...moved, ...change }]),
    );
    expect(open).toEqual(["data"]);
    expect(faults).toEqual([error("matches no loss of this change")]);
  });

  it("says what the loss is, where it is another one than the entry's", () => {
    const { faults } = judged(stack([data()]), stack([data("eu-central-1b", "key-2")], [moved]));
    expect(faults).toEqual([
      error("The loss of this resource has operation: replace, cause: \\[availabilityZone, kmsKeyId\\]"),
    ]);
  });

  it("fails where nothing is lost", () => {
    expect(judged(stack([data()]), stack([data()], [moved])).faults).toEqual([error("matches no loss")]);
    expect(judged(undefined, stack([data()], [moved])).faults).toEqual([error("matches no loss")]);
  });

  it("excuses nothing after its last day, and everything on it", () => {
    const change = [stack([data()]), stack([data("eu-central-1b")], [{ ...moved, expires: today }])] as const;
    expect(judged(...change)).toEqual(fine);
    expect(judged(...change, "2026-11-22")).toEqual({
      open: ["data"],
      faults: [error("ended on 2026-11-21")],
    });
  });

  it("that is refused is an error of the comparison", () => {
    const findings = acknowledgementFindings(
      { entries: [], faults: ["ballast:acknowledged[0].urn is missing"] },
      "",
      today,
    );
    expect(judged(stack([data()]), stack([data()], [], { findings })).faults).toEqual([
      error("urn is missing"),
    ]);
  });
});

describe("an acknowledgement that the old side has", () => {
  const before = stack([data("eu-central-1b")], [moved]);

  it("lets no further loss pass", () => {
    expect(judged(before, stack([data("eu-central-1c")], [moved]))).toEqual({
      open: ["data"],
      faults: [warning("was added by an earlier change, so it has no effect here")],
    });
  });

  it.each([
    ["reason", { reason: "moved once more, as agreed" }],
    ["last day", { expires: "2026-12-20" }],
    ["reason and last day", { reason: "moved once more, as agreed", expires: "2026-12-20" }],
  ])("lets none pass with another %s either", (_what, change) => {
    expect(judged(before, stack([data("eu-central-1c")], [{ ...moved, ...change }])).open).toEqual(["data"]);
  });

  it("is a warning until its last day, and an error from the next day on", () => {
    const same = stack([data("eu-central-1b")], [moved]);
    expect(judged(before, same).faults).toEqual([warning(`Remove it by ${in30Days}`)]);
    expect(judged(before, same, in30Days).faults).toEqual([warning("has no effect")]);
    expect(judged(before, same, "2026-12-22").faults).toEqual([error(`ended on ${in30Days}`)]);
    expect(judged(before, stack([data("eu-central-1b")]))).toEqual(fine);
  });

  it("counts again once it has been removed, for a change that adds it again", () => {
    expect(judged(stack([data("eu-central-1b")]), stack([data("eu-central-1c")], [moved]))).toEqual(fine);
  });

  it("stands beside one for another cause", () => {
    const encrypted: Acknowledgement = { ...moved, cause: ["kmsKeyId"] };
    expect(judged(before, stack([data("eu-central-1b", "key-2")], [moved, encrypted]))).toEqual({
      open: [],
      faults: [warning("was added by an earlier change")],
    });
  });
});

describe("several stacks", () => {
  const named = (
    name: string,
    resources: ReturnType<typeof resource>[],
    acknowledged: Acknowledgement[] = [],
  ) =>
    stack(
      resources.map((one) => ({ ...one, urn: one.urn.replace("web-dev", name) })),
      acknowledged,
      { stack: name },
    );
  const of = (name: string, entry: Acknowledgement): Acknowledgement => ({
    ...entry,
    urn: entry.urn.replace("web-dev", name),
  });
  const gone = of("old-dev", { ...removed, cause: ["stackRemoved"] });
  const open = (sides: Parameters<typeof differencesOf>[0]) =>
    differencesOf(sides, { today }).map(({ stack: name, losses, acknowledgementFaults: faults }) => [
      name,
      losses.filter(({ acknowledged }) => acknowledged === undefined).length,
      faults.map(({ severity }) => severity),
    ]);

  it("acknowledge each in its own settings", () => {
    const [a, b] = ["a-dev", "b-dev"].map((name) => ({ before: named(name, [data()]), name }));
    expect(
      open([
        {
          before: a?.before,
          after: named("a-dev", [data("eu-central-1b")], [of("a-dev", moved), of("b-dev", moved)]),
        },
        { before: b?.before, after: named("b-dev", [data("eu-central-1b")]) },
      ]),
    ).toEqual([
      ["a-dev", 0, ["error"]],
      ["b-dev", 1, []],
    ]);
  });

  it("acknowledge for a stack that has no settings any more", () => {
    const stays = (entries: Acknowledgement[]) => ({
      before: named("web-dev", []),
      after: named("web-dev", [], entries),
    });
    const goes = { before: named("old-dev", [data()], [gone]), after: undefined };
    // Its own settings went with it: what stood there excuses nothing, nor does it when it is moved.
    expect(open([goes, stays([])])).toEqual([
      ["old-dev", 1, []],
      ["web-dev", 0, []],
    ]);
    expect(open([goes, stays([gone])])).toEqual([
      ["old-dev", 1, []],
      ["web-dev", 0, ["warning"]],
    ]);
    const clean = { ...goes, before: named("old-dev", [data()]) };
    expect(open([clean, stays([gone])])).toEqual([
      ["old-dev", 0, []],
      ["web-dev", 0, []],
    ]);
    expect(open([stays([gone])])).toEqual([["web-dev", 0, ["error"]]]);
  });

  it("do not renew an entry by a stack's new name", () => {
    const before = named("old-dev", [data("eu-central-1b")], [of("old-dev", moved)]);
    const after = named("new-dev", [data("eu-central-1b")], [of("old-dev", moved)]);
    expect(
      open([
        { before, after: undefined },
        { before: undefined, after },
      ]),
    ).toEqual([
      ["old-dev", 1, []],
      ["new-dev", 0, ["warning"]],
    ]);
  });

  it("are acknowledged by the command line too, on the same terms", () => {
    const sides = [{ before: named("a-dev", [data()]), after: named("a-dev", [data("eu-central-1b")]) }];
    const by = (commandLine: Acknowledgement[], before = sides[0]?.before) =>
      compareStacks([{ before, after: sides[0]?.after }], { today, commandLine });
    expect(by([of("a-dev", moved)])).toMatchObject({
      differences: [{ losses: [{ acknowledged: reason }] }],
      faults: [],
    });
    expect(by([of("b-dev", moved)])).toMatchObject({ faults: [{ severity: "error" }] });
    const stale = by([of("a-dev", moved)], named("a-dev", [data()], [of("a-dev", moved)]));
    expect(stale).toMatchObject({ faults: [{ severity: "warning" }] });
    expect(stale.differences[0]?.losses[0]).not.toHaveProperty("acknowledged");
    const both = compareStacks(
      [{ before: sides[0]?.before, after: named("a-dev", [data("eu-central-1b")], [of("a-dev", moved)]) }],
      { today, commandLine: [of("a-dev", moved)] },
    );
    expect(both.faults).toMatchObject([
      { severity: "error", message: expect.stringContaining("twice") as string },
    ]);
  });
});

it("is found by a plan alone, too", () => {
  const found = (expires: string) =>
    acknowledgementFindings(
      { entries: [{ ...moved, expires }], faults: ["it has no URN"] },
      "urn",
      today,
    ).map(({ rule, severity }) => `${severity} ${rule}`);
  expect(found(today)).toEqual(["error acknowledgement-refused", "warning acknowledgement-standing"]);
  expect(found("2026-11-20")).toEqual(["error acknowledgement-refused", "error acknowledgement-ended"]);
});

// Generated histories: at each step volumes change and entries come, stay, are edited and go.

const volumes = ["one", "two"];
type Setting = { zone: string; key: string } | undefined;
const setting: fc.Arbitrary<Setting> = fc.option(
  fc.record({
    zone: fc.constantFrom("eu-central-1a", "eu-central-1b"),
    key: fc.constantFrom("key-1", "key-2"),
  }),
  { nil: undefined, freq: 5 },
);
const entry: fc.Arbitrary<Acknowledgement> = fc.record({
  urn: fc.constantFrom(...volumes).map((name) => urn(volume, name)),
  operation: fc.constantFrom("delete" as const, "replace" as const),
  cause: fc.constantFrom<string[]>(
    ["availabilityZone"],
    ["kmsKeyId"],
    ["availabilityZone", "kmsKeyId"],
    ["removed"],
  ),
  reason: fc.constantFrom("a reason that is long enough", "another reason"),
  expires: fc.constantFrom("2026-11-20", today, in30Days),
});
const side = fc.record({
  settings: fc.tuple(setting, setting),
  entries: fc.uniqueArray(entry, { maxLength: 5, selector: keyOf }),
});
type Side = typeof side extends fc.Arbitrary<infer T> ? T : never;

const planned = ({ settings, entries }: Side): StackPlan =>
  stack(
    settings.flatMap((one, index) =>
      one ? [resource(volume, volumes[index] ?? "", { availabilityZone: one.zone, kmsKeyId: one.key })] : [],
    ),
    entries,
  );

/** What must be open, by the words of the issue. */
function mustBeOpen(before: Side, after: Side): string[] {
  return volumes.filter((name, index) => {
    const [from, to] = [before.settings[index], after.settings[index]];
    if (!from) return false;
    const cause = to
      ? [...(from.zone === to.zone ? [] : ["availabilityZone"]), ...(from.key === to.key ? [] : ["kmsKeyId"])]
      : ["removed"];
    if (cause.length === 0) return false;
    const isFor = (one: Acknowledgement): boolean =>
      one.urn === urn(volume, name) &&
      one.operation === (to ? "replace" : "delete") &&
      one.cause.join() === cause.join();
    return !after.entries.some((one) => isFor(one) && one.expires >= today) || before.entries.some(isFor);
  });
}

it("excuses a loss exactly where the change adds an entry for it that has not ended", () => {
  fc.assert(
    fc.property(side, side, (before, after) => {
      const { open, faults } = judged(planned(before), planned(after));
      expect(open.sort()).toEqual(mustBeOpen(before, after));
      // Every entry excuses a loss, or somebody hears of it.
      const excused = differenceOf(planned(before), planned(after), { today }).losses.length - open.length;
      expect(faults.length).toBe(after.entries.length - excused);
      const turned = { ...after, entries: [...after.entries].reverse() };
      expect(judged(planned(before), planned(turned)).open.sort()).toEqual(open);
      // What has been merged excuses nothing of what follows.
      expect(judged(planned({ ...before, entries: after.entries }), planned(after)).open.sort()).toEqual(
        mustBeOpen({ ...before, entries: after.entries }, after),
      );
    }),
    { numRuns: 1000 },
  );
});
