import fc from "fast-check";
import { histories, worldSettings, type Action, type History } from "../testing/snapshot/world.ts";
import { snapshotHandler } from "./handler.ts";

// The function's own text, called by pipelines in every order: retries, further calls for long copies, calls that come twice, two pipelines at once.

const hour = 3_600_000;
const sameCallMs = 15 * 60_000;
const executions = ["one", "two", "three", "four"];

const action: fc.Arbitrary<Action> = fc.record({
  execution: fc.constantFrom(...executions),
  afterMinutes: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1000, max: 3000 })),
  copyMinutes: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 5 }) },
    { weight: 4, arbitrary: fc.integer({ min: 10, max: 200 }) },
    { weight: 1, arbitrary: fc.constant(1500) },
  ),
  fails: fc.boolean(),
  isRefused: fc.constantFrom(false, false, false, true),
  isTwice: fc.constantFrom(false, false, true),
  beside: fc.constantFrom(undefined, undefined, "other"),
});
const usual = action.map((one): Action => ({ ...one, fails: false, isRefused: false }));
const scenario = fc.array(fc.oneof({ weight: 3, arbitrary: usual }, action), { minLength: 1, maxLength: 8 });

/** What the history has against what was promised. */
function broken({ snapshots, actions, overruns }: History): string[] {
  const found = overruns > 0 ? ["a call ran longer than Lambda lets it"] : [];
  for (const one of actions) {
    const { execution, startedMs, endedMs, isTwice, isAlone, result } = one;
    if (result === undefined) found.push("nobody answered CodePipeline");
    for (const volume of worldSettings.volumes) {
      const own = snapshots.filter(
        (snapshot) => snapshot.volume === volume && snapshot.execution === execution,
      );
      const saved = own.find(({ id }) => id === one.snapshots[`name-of-${volume}`]);
      const isFresh = (startMs: number, readyMs: number) =>
        startMs >= startedMs - sameCallMs || readyMs > startedMs;
      if (result === "saved" && (saved === undefined || saved.fails || saved.readyMs > endedMs))
        found.push("it says that a volume was saved, and it was not");
      if (result === "saved" && saved && !isFresh(saved.startMs, saved.readyMs))
        found.push("it says that a volume was saved, by a snapshot from before");
      const made = own.filter(({ startMs }) => startMs >= startedMs && startMs <= endedMs).length;
      const was = own.some(
        ({ startMs, readyMs, fails }) =>
          startMs < startedMs &&
          (readyMs > startedMs + 60_000 || (!fails && startMs > startedMs - sameCallMs + 60_000)),
      );
      if (made > (was ? 0 : isTwice ? 2 : 1)) found.push("it saves a volume twice");
    }
    const deleted = snapshots.filter(({ deletedMs = 0 }) => deletedMs > startedMs && deletedMs <= endedMs);
    if (isAlone && result !== "saved" && deleted.length > 0) found.push("it deletes, and has saved nothing");
  }
  for (const { volume, execution, startMs, readyMs, fails, deletedMs } of snapshots) {
    if (deletedMs === undefined) continue;
    if (execution === undefined) found.push("it deletes what others have made");
    if (readyMs > deletedMs) found.push("it deletes what is still copied");
    if (fails) continue;
    if (deletedMs - startMs < worldSettings.youngestHours * hour)
      found.push("it deletes what is of this day");
    const newer = snapshots.filter(
      (other) =>
        other.volume === volume &&
        other.execution !== undefined &&
        other.execution !== execution &&
        !other.fails &&
        other.startMs > startMs &&
        other.readyMs <= deletedMs &&
        (other.deletedMs ?? Infinity) >= deletedMs &&
        deletedMs - other.startMs >= worldSettings.youngestHours * hour,
    );
    if (new Set(newer.map((other) => other.execution)).size < worldSettings.keep)
      found.push("it deletes one of those to keep");
  }
  return [...new Set(found)];
}

it("keeps its promises to a pipeline in every order of calls (F.0.58)", () => {
  const scenarios = fc.sample(scenario, { numRuns: 400, seed: 58 });
  const all = histories(scenarios);
  const faults = all.flatMap((history, at) => broken(history).map((fault) => [fault, scenarios[at]]));
  expect(faults).toEqual([]);
  const actions = all.flatMap((history) => history.actions);
  const snapshots = all.flatMap((history) => history.snapshots);
  const results = Object.entries(Object.groupBy(actions, ({ result }) => result ?? "none"));
  const counts = results.map(([result, of = []]) => `${of.length} ${result}`).join(", ");
  const deleted = snapshots.filter(({ deletedMs }) => deletedMs !== undefined).length;
  process.stdout.write(
    `${scenarios.length} orders of calls, ${actions.length} actions: ${counts}; ${deleted} snapshots deleted\n`,
  );
  for (const result of ["saved", "failed", "late"])
    expect(actions.filter((one) => one.result === result).length).toBeGreaterThan(20);
  expect(deleted).toBeGreaterThan(50);
});

it.each<[string, string, string, string]>([
  ["forgets what it has begun", "(isGoingOn || ", "(", "it saves a volume twice"],
  ["begins again while one is copied", 'one.State === "pending" || ', "", "it saves a volume twice"],
  ["takes an old snapshot", " && ageMs(one) < sameCallMs", "", "by a snapshot from before"],
  ["does not wait", "continuationToken: execution, ", "", "and it was not"],
  [
    "tells nobody of an error",
    'await answer(new PutJobFailureResultCommand({ jobId, failureDetails: { type: "JobFailed", message } }));',
    "",
    "nobody answered CodePipeline",
  ],
  ["keeps too few", "slice(0, settings.keep)", "slice(0, 1)", "it deletes one of those to keep"],
  ["deletes what is young", "(isYoung(one) || kept", "(kept", "it deletes what is of this day"],
])(
  "finds a function that %s",
  (_, text, instead, fault) => {
    const mutant = snapshotHandler.replace(text, instead);
    expect(mutant).not.toBe(snapshotHandler);
    const found = histories(fc.sample(scenario, { numRuns: 150, seed: 59 }), mutant).flatMap(broken);
    expect(found.join()).toContain(fault);
  },
  120_000,
);
