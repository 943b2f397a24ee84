import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { isFaulty, type Host } from "./host.ts";
import { volumeWaitSeconds } from "./hostOf.ts";
import { judge, patchingOf, withItsGroup, type HostFacts, type Patching, type Refresh } from "./patching.ts";

const now = new Date("2026-11-27T03:00:00Z");
const day = 86_400_000;
const ago = (days: number): Date => new Date(now.getTime() - days * day);
const on: Patching = {
  kind: "on",
  maximumAgeDays: 30,
  window: "cron(0 3 ? * SUN *)",
  timeZone: "Europe/Berlin",
};
const facts: HostFacts = {
  image: { id: "ami-old", created: ago(12) },
  current: { id: "ami-new" },
  patching: on,
  refresh: undefined,
  launched: ago(12),
  now,
};
const said = (other: Partial<HostFacts>): string => judge({ ...facts, ...other }).next.text;
const running: Refresh = { status: "InProgress", percent: 40, started: ago(0.1), skipsMatching: false };

describe("what happens next with a host", () => {
  it.each<[string, Partial<HostFacts>, string, boolean | undefined]>([
    ["the newest image", { image: { id: "ami-new", created: ago(400) } }, "stays: newest image", false],
    [
      "a pinned image",
      { current: { id: "ami-old", isPinned: true } },
      "stays: pinned image, 12 days old",
      false,
    ],
    [
      "a pinned image of 400 days",
      { current: { id: "ami-old", isPinned: true }, image: { id: "ami-old", created: ago(400) } },
      "stays: pinned image, 400 days old (allowed: 30); set a newer image",
      false,
    ],
    ["within its age", {}, "stays: its image is 12 days old (allowed: 30)", false],
    [
      "of exactly its age",
      { image: { id: "ami-old", created: ago(30) } },
      "stays: its image is 30 days old (allowed: 30)",
      false,
    ],
    [
      "beyond its age",
      { image: { id: "ami-old", created: ago(31) } },
      "replaced in the next window (cron(0 3 ? * SUN *), Europe/Berlin): its image is 31 days old (allowed: 30)",
      true,
    ],
    [
      "of a withdrawn image",
      { image: { id: "ami-old", created: undefined } },
      "replaced in the next window (cron(0 3 ? * SUN *), Europe/Berlin): its image is withdrawn",
      true,
    ],
    [
      "of a withdrawn image that its group still launches",
      { current: { id: "ami-old" }, image: { id: "ami-old", created: undefined } },
      "unknown: its image is withdrawn, and its group launches the same image: set a newer image",
      undefined,
    ],
    [
      "of a withdrawn image whose current one is unknown",
      { current: { unknown: "no parameter" }, image: { id: "ami-old", created: undefined } },
      "unknown: its image is withdrawn, and which one its group launches is unknown (no parameter)",
      undefined,
    ],
    [
      "without a window",
      { patching: { ...on, window: undefined }, image: { id: "ami-old", created: ago(31) } },
      "unknown: its image is 31 days old (allowed: 30), and its group has no tag ballast:patch-window",
      true,
    ],
    [
      "whose current image is unknown",
      { current: { unknown: "no parameter" }, image: { id: "ami-old", created: ago(31) } },
      "unknown: its image is 31 days old, and the newest image could not be determined (no parameter)",
      undefined,
    ],
    [
      "whose current image is unknown, within its age",
      { current: { unknown: "no parameter" } },
      "stays: its image is 12 days old (allowed: 30)",
      false,
    ],
    ["of a group that is not patched", { patching: { kind: "off" } }, "patching is off", false],
    [
      "of a group without tags",
      { patching: { kind: "none" } },
      "not replaced: its group has no tag ballast:patch-age-days",
      false,
    ],
    ["in a refresh", { refresh: running }, "being replaced (instance refresh 40 %)", false],
    [
      "that the refresh has started",
      { refresh: running, launched: ago(0.05), image: { id: "ami-new", created: ago(1) } },
      "stays: newest image (instance refresh 40 %)",
      false,
    ],
    [
      "in a refresh that leaves it alone",
      { refresh: { ...running, skipsMatching: true }, image: { id: "ami-new", created: ago(1) } },
      "stays: newest image (instance refresh 40 %)",
      false,
    ],
    [
      "after a refresh",
      { refresh: { ...running, status: "Successful", percent: 100 } },
      "stays: its image is 12 days old (allowed: 30)",
      false,
    ],
  ])("%s", (_what, other, text, outdated) => {
    expect(said(other)).toBe(text);
    expect(judge({ ...facts, ...other }).isOutdated).toBe(outdated);
  });

  it.each(["x", "-1", "1.5", "", "030 ", "On"])("is unknown where the tag says %p", (value) => {
    const patching = patchingOf((key) => (key === "ballast:patch-age-days" ? value : undefined));
    expect(patching).toEqual({ kind: "invalid", value });
    expect(said({ patching })).toBe(
      `unknown: the tag ballast:patch-age-days is "${value}"; expected a number of days, or off`,
    );
  });
});

/*
 * The rule once more, as the issue words it, over the raw tags: with tables instead of branches, ages in minutes, and without
 * anything of patching.ts.
 */
interface World {
  tags: Record<string, string>;
  imageMinutes: number | null;
  isCurrent: "yes" | "no" | "unknown";
  isPinned: boolean;
  refresh: { status: string; startedMinutes: number; skips: boolean } | null;
  launchedMinutes: number;
}

function expected({ tags, imageMinutes, isCurrent, isPinned, refresh, launchedMinutes }: World) {
  const age = tags["ballast:patch-age-days"];
  const isPatched = age !== undefined && /^[0-9]+$/.test(age);
  const withdrawn = imageMinutes === null;
  const tooOld = isPatched && !withdrawn && imageMinutes > 1440 * Number(age);
  const outdated = isPatched && isCurrent === "no" && (withdrawn || tooOld);
  const unsure =
    (isPatched && tooOld && isCurrent === "unknown") ||
    (isPatched && withdrawn && isCurrent !== "no") ||
    (age !== undefined && !isPatched && age !== "off");
  const ended = ["Successful", "Failed", "Cancelled", "RollbackFailed", "RollbackSuccessful"];
  const isTouched =
    refresh !== null &&
    !ended.includes(refresh.status) &&
    launchedMinutes > refresh.startedMinutes &&
    !(refresh.skips && isCurrent === "yes");
  const table: [boolean, string][] = [
    [isTouched, "replacing"],
    [age === undefined, "nobody"],
    [age === "off", "off"],
    [outdated && tags["ballast:patch-window"] === undefined, "unknown"],
    [outdated, "replace"],
    [unsure, "unknown"],
    [isPatched && tooOld && isCurrent === "yes" && isPinned, "pinned"],
    [true, "stays"],
  ];
  return { kind: table.find(([holds]) => holds)?.[1], outdated: unsure ? undefined : outdated };
}

const minute = 60_000;
const world: fc.Arbitrary<World> = fc.record({
  tags: fc.record(
    {
      "ballast:patch-age-days": fc.oneof(
        fc.integer({ min: 0, max: 60 }).map(String),
        fc.constantFrom("off", "soon", "-3", "30d"),
      ),
      "ballast:patch-window": fc.constant("cron(0 3 ? * SUN *)"),
      "ballast:patch-time-zone": fc.constant("Asia/Tokyo"),
    },
    { requiredKeys: [] },
  ),
  // Around whole days as well, where an age ends.
  imageMinutes: fc.oneof(
    fc.integer({ min: 0, max: 100_000 }),
    fc
      .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: -1, max: 1 }))
      .map(([days, by]) => Math.max(0, days * 1440 + by)),
    fc.constant(null),
  ),
  isCurrent: fc.constantFrom("yes", "no", "unknown"),
  isPinned: fc.boolean(),
  refresh: fc.option(
    fc.record({
      status: fc.constantFrom(
        "Pending",
        "InProgress",
        "Successful",
        "Failed",
        "Cancelling",
        "Cancelled",
        "RollbackInProgress",
        "RollbackFailed",
        "RollbackSuccessful",
        "Baking",
      ),
      startedMinutes: fc.integer({ min: 0, max: 500 }),
      skips: fc.boolean(),
    }),
  ),
  launchedMinutes: fc.integer({ min: 0, max: 1000 }),
});

it("is what the rule says, for every image, tags and refresh", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(world, (one) => {
      const at = (minutes: number): Date => new Date(now.getTime() - minutes * minute);
      const ids = {
        yes: { id: "ami-1", isPinned: one.isPinned },
        no: { id: "ami-2" },
        unknown: { unknown: "denied" },
      };
      const { next, isOutdated } = judge({
        image: { id: "ami-1", created: one.imageMinutes === null ? undefined : at(one.imageMinutes) },
        // A withdrawn image may be the pinned one.
        current: ids[one.isCurrent],
        patching: patchingOf((key) => one.tags[key]),
        refresh:
          one.refresh === null
            ? undefined
            : {
                status: one.refresh.status,
                started: at(one.refresh.startedMinutes),
                skipsMatching: one.refresh.skips,
              },
        launched: at(one.launchedMinutes),
        now,
      });
      seen.add(`${next.kind} ${isOutdated}`);
      expect({ kind: next.kind, outdated: isOutdated }).toEqual(expected(one));
    }),
    { numRuns: 5000 },
  );
  expect([...seen].sort()).toEqual([
    "nobody false",
    "off false",
    "pinned false",
    "replace true",
    "replacing false",
    "replacing true",
    "replacing undefined",
    "stays false",
    "unknown true",
    "unknown undefined",
  ]);
});

it("replaces all hosts of a group once one is outdated, unless a refresh does so already", () => {
  const group = fc.record({
    outdated: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
    patching: fc.constantFrom<Patching>(on, { ...on, window: undefined }, { kind: "off" }, { kind: "none" }),
    status: fc.option(fc.constantFrom("InProgress", "Pending", "Successful", "Failed")),
  });
  fc.assert(
    fc.property(group, ({ outdated, patching, status }) => {
      const lastRefresh = status === null ? undefined : { status, skipsMatching: false };
      const after = outdated.map((is) => {
        const next = is
          ? ({ kind: "replace", text: "own" } as const)
          : ({ kind: "stays", text: "own" } as const);
        return withItsGroup(next, { patching, lastRefresh }, outdated.includes(true));
      });
      const joins =
        outdated.includes(true) && patching === on && !["InProgress", "Pending"].includes(status ?? "none");
      expect(after.map(({ kind }) => kind)).toEqual(
        outdated.map((is) => (is || joins ? "replace" : "stays")),
      );
      expect(after.filter(({ text }) => text !== "own").map(({ text }) => text)).toEqual(
        outdated
          .filter((is) => !is && joins)
          .map(
            () =>
              "replaced in the next window (cron(0 3 ? * SUN *), Europe/Berlin): another host of its group is outdated",
          ),
      );
    }),
  );
});

it("waits for a volume as long as the boot script of its package does", () => {
  const script = readFileSync(join(__dirname, "../../../rexray-ebs/src/hostScript.ts"), "utf8");
  expect(volumeWaitSeconds).toBe(Number(/heldMinutes = (\d+);/.exec(script)?.[1]) * 60);
});

it("needs somebody where a host is outdated, late, ended, unknown, disconnected or was not registered", () => {
  const fine: Host = {
    id: "i-1",
    zone: "eu-central-1a",
    instanceType: "m5.large",
    capacityProvider: "main",
    group: "main",
    image: facts.image,
    imageAgeDays: 12,
    newerImage: undefined,
    agentVersion: "1.101.0",
    dockerVersion: "25.0.8",
    status: "ACTIVE",
    agentConnected: true,
    runningTasks: 1,
    pendingTasks: 0,
    isOutdated: false,
    next: { kind: "stays", text: "" },
  };
  expect(isFaulty(fine)).toBe(false);
  expect(isFaulty({ ...fine, status: "DRAINING" })).toBe(false);
  for (const kind of ["late", "ended", "unknown"] as const)
    expect(isFaulty({ ...fine, next: { kind, text: "" } })).toBe(true);
  for (const kind of ["off", "nobody", "starting", "leaving", "replacing"] as const)
    expect(isFaulty({ ...fine, next: { kind, text: "" } })).toBe(false);
  expect(isFaulty({ ...fine, isOutdated: true })).toBe(true);
  expect(isFaulty({ ...fine, agentConnected: false })).toBe(true);
  expect(isFaulty({ ...fine, status: "REGISTRATION_FAILED" })).toBe(true);
});
