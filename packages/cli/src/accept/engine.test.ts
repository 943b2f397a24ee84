import { OperateError } from "@ballast/operate";
import type { AcceptanceRecord } from "@ballast/report";
import { AcceptError } from "./acceptError.ts";
import { runSteps, type Ending, type Running } from "./engine.ts";
import { newSteps } from "./record.ts";
import { outcome } from "./render.ts";
import type { Step, StepContext } from "./step.ts";

/** Steps that note their names; what each does is the test's. */
function scene(doing: Record<string, Partial<Step>>) {
  const ran: string[] = [];
  const steps = Object.entries(doing).map(([id, step]): Step => ({
    id,
    does: `does ${id}`,
    minutes: 10,
    ...step,
    run: (context) => {
      ran.push(id);
      return step.run?.(context) ?? Promise.resolve({});
    },
  }));
  const record = { mark: "accept-1", steps: newSteps(steps) } as unknown as AcceptanceRecord;
  const saved: string[] = [];
  const run = (more: Partial<Running> = {}): Promise<Ending> =>
    runSteps(steps, {
      record,
      save: () => saved.push(record.steps.map(({ state }) => state).join(" ")),
      checkAccount: () => Promise.resolve(),
      context: (pace) => ({ record, pace }) as StepContext,
      following: (minutes, one) => one({ timeoutSeconds: minutes * 60 }),
      minutesLeft: () => 1000,
      say: () => undefined,
      ...more,
    });
  return { record, ran, saved, run };
}

const failing = (message: string): Partial<Step> => ({
  run: () => Promise.reject(new OperateError(message)),
});

it("saves before a step and after it, so that a killed run knows where it was (F.0.46)", async () => {
  const { saved, run } = scene({ up: {}, walk: {} });
  expect(await run()).toBe("done");
  // Twice as it begins: once before it asks whose credentials they are, and once before its first call.
  expect([...new Set(saved)]).toEqual(["begun waiting", "passed waiting", "passed begun", "passed passed"]);
});

it("stops at a step that fails, and goes on with it", async () => {
  let isBroken = true;
  const { record, ran, run } = scene({
    up: {},
    walk: {
      run: () => (isBroken ? Promise.reject(new OperateError("no row")) : Promise.resolve({ row: "here" })),
    },
    patch: {},
  });
  expect(await run()).toBe("failed");
  expect(record.steps[1]).toMatchObject({ state: "failed", reason: "no row", attempts: 1 });
  isBroken = false;
  expect(await run()).toBe("done");
  expect(ran).toEqual(["up", "walk", "walk", "patch"]);
  expect(record.steps[1]).toMatchObject({ state: "passed", attempts: 2, evidence: { row: "here" } });
  expect(record.steps[1]).not.toHaveProperty("reason");
});

it("looks again at a step that was begun and has not ended", async () => {
  const { record, ran, run } = scene({ up: {}, walk: {} });
  Object.assign(record.steps[0] ?? {}, { state: "begun", attempts: 1 });
  await run();
  expect(ran).toEqual(["up", "walk"]);
  expect(record.steps[0]).toMatchObject({ state: "passed", attempts: 2 });
});

it("begins no step that has no room in the time limit", async () => {
  const { record, ran, run } = scene({ up: {}, walk: { minutes: 20 } });
  expect(await run({ minutesLeft: () => 15 })).toBe("failed");
  expect(ran).toEqual(["up"]);
  expect(record.steps[1]).toMatchObject({
    state: "failed",
    attempts: 0,
    reason: "not started: it may take 20 minutes, but --timeout leaves 15 minutes",
  });
});

it("asks before each step whose credentials they are", async () => {
  let asked = 0;
  const { record, ran, run } = scene({ up: {}, walk: {}, patch: {} });
  const checkAccount = (): Promise<void> =>
    (asked += 1) < 3 ? Promise.resolve() : Promise.reject(new OperateError("they are of 135791357913"));
  expect(await run({ checkAccount })).toBe("failed");
  expect(ran).toEqual(["up", "walk"]);
  expect(record.steps[2]).toMatchObject({ state: "failed", reason: "they are of 135791357913" });
});

it("leaves a step begun when somebody interrupts", async () => {
  const controller = new AbortController();
  const { record, run } = scene({
    up: { run: () => (controller.abort(), Promise.reject(new OperateError("stopped"))) },
  });
  const following: Running["following"] = (_minutes, one) =>
    one({ timeoutSeconds: 1, signal: controller.signal });
  expect(await run({ following })).toBe("interrupted");
  expect(record.steps[0]).toMatchObject({ state: "begun" });
});

it("begins no step once somebody has interrupted, between steps or while it asks whose credentials they are", async () => {
  const between = new AbortController();
  const first = scene({ up: { run: () => (between.abort(), Promise.resolve({})) }, walk: {} });
  expect(await first.run({ signal: between.signal })).toBe("interrupted");
  expect(first.record.steps).toMatchObject([{ state: "passed" }, { state: "waiting" }]);

  const asking = new AbortController();
  const { record, ran, run } = scene({ up: {} });
  const following: Running["following"] = (_minutes, one) =>
    one({ timeoutSeconds: 1, signal: asking.signal });
  const checkAccount = (): Promise<void> => (asking.abort(), Promise.resolve());
  expect(await run({ following, checkAccount, signal: asking.signal })).toBe("interrupted");
  expect(ran).toEqual([]);
  expect(record.steps[0]).toMatchObject({ state: "begun" });
});

it("skips what a stack has no use for, and says why", async () => {
  const { record, ran, run } = scene({ drain: { skip: () => "it has no hosts" }, read: {} });
  expect(await run()).toBe("done");
  expect(ran).toEqual(["read"]);
  expect(record.steps[0]).toMatchObject({ state: "skipped", reason: "it has no hosts" });
  record.endedAt = "2026-11-27T12:00:00Z";
  expect(outcome(record, "index.html", "done")).toContain(
    " is accepted, except for what these skipped steps would prove: drain.\n",
  );
});

it("keeps secrets of the environment out of evidence and reasons", async () => {
  process.env["ACCEPT_TEST_TOKEN"] = "abc-123-secret";
  try {
    const { record, run } = scene({
      up: { run: () => Promise.resolve({ said: "with abc-123-secret" }) },
      walk: failing("refused abc-123-secret"),
    });
    await run();
    expect(record.steps.map(({ evidence, reason }) => [evidence, reason])).toEqual([
      [{ said: "with [secret]" }, undefined],
      [{}, "refused [secret]"],
    ]);
  } finally {
    delete process.env["ACCEPT_TEST_TOKEN"];
  }
});

it("does not hide a fault of the program", async () => {
  const { run } = scene({ up: { run: () => Promise.reject(new TypeError("x is undefined")) } });
  await expect(run()).rejects.toThrow(TypeError);
});

it("does not count a step whose credentials are refused as one that made a call", async () => {
  const { record, ran, run } = scene({ up: {} });
  const refused = (): Promise<void> => Promise.reject(new AcceptError("another account"));
  expect(await run({ checkAccount: refused })).toBe("failed");
  expect(ran).toEqual([]);
  expect(record.steps[0]).toMatchObject({ state: "failed", attempts: 0 });
});
