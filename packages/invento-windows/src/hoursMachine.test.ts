import { CallError, runMachine, type Execution } from "@ballast/testing/stateMachine";
import * as fc from "fast-check";
import { hoursMachine } from "./hoursMachine.ts";

const definition = JSON.stringify(hoursMachine("arn:aws:states:::aws-sdk:", "database"));

interface Scene {
  action: "start" | "stop";
  /** Its status when the schedule comes. */
  status: string;
  /** Minutes that remain of a status in which RDS rejects calls; it is available afterwards. */
  busyMinutes: number;
  /** Minutes after which somebody starts or stops it by hand. @default - nobody does */
  byHand?: { after: number; action: "start" | "stop" };
  /** Errors of the calls of each operation, in order. */
  errors: Record<string, boolean[]>;
}

/** RDS user guide: a call for an instance in another state than available or stopped is rejected (InvalidDBInstanceState). */
class Rds {
  seconds = 0;
  readonly calls: string[] = [];
  readonly input: unknown;
  readonly #scene: Scene;
  readonly #counts: Record<string, number> = {};
  #status: string;
  #until: number;
  #isByHand = false;

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#status = scene.status;
    this.#until = scene.busyMinutes * 60;
    this.input = { action: scene.action };
  }

  get status(): string {
    return this.#status;
  }

  now(): number {
    return Date.UTC(2026, 10, 30, 5) + this.seconds * 1000;
  }

  pass(seconds: number): void {
    this.seconds += seconds;
    const { byHand } = this.#scene;
    if (/^(?!available$|stopped$)/.test(this.#status) && this.seconds >= this.#until)
      this.#status = this.#status === "stopping" ? "stopped" : "available";
    if (byHand && !this.#isByHand && this.seconds >= byHand.after * 60) {
      this.#isByHand = true;
      this.#change(byHand.action);
    }
  }

  call(resource: string, parameters: unknown): unknown {
    const operation = resource.replace("arn:aws:states:::aws-sdk:rds:", "");
    this.calls.push(operation);
    expect(parameters).toEqual({ DbInstanceIdentifier: "database" });
    const count = (this.#counts[operation] = (this.#counts[operation] ?? 0) + 1);
    if (this.#scene.errors[operation]?.[count - 1] === true)
      throw new CallError("Rds.RdsException", "throttled");
    if (operation === "describeDBInstances") return { DbInstances: [{ DbInstanceStatus: this.#status }] };
    if (!this.#change(operation.startsWith("start") ? "start" : "stop"))
      throw new CallError("Rds.InvalidDbInstanceStateException", `it is ${this.#status}`);
    return { DbInstance: {} };
  }

  #change(action: "start" | "stop"): boolean {
    if (this.#status !== (action === "start" ? "stopped" : "available")) return false;
    this.#status = action === "start" ? "starting" : "stopping";
    this.#until = this.seconds + 900;
    return true;
  }
}

const run = async (scene: Scene): Promise<{ execution: Execution; rds: Rds }> => {
  const rds = new Rds(scene);
  return { execution: await runMachine(definition, rds), rds };
};
const isOff = (status: string): boolean => /^stopp/.test(status);

const actions = fc.constantFrom<"start" | "stop">("start", "stop");
const scenes: fc.Arbitrary<Scene> = fc.record(
  {
    action: actions,
    status: fc.constantFrom("available", "stopped", "stopping", "starting", "backing-up", "modifying"),
    busyMinutes: fc.integer({ min: 1, max: 90 }),
    byHand: fc.record({ after: fc.integer({ min: 0, max: 80 }), action: actions }),
    errors: fc.dictionary(
      fc.constantFrom("describeDBInstances", "startDBInstance", "stopDBInstance"),
      fc.array(fc.boolean(), { maxLength: 4 }),
    ),
  },
  { requiredKeys: ["action", "status", "busyMinutes", "errors"] },
);

it("starts and stops the server, or says that RDS did not for an hour (F.0.54)", async () => {
  await fc.assert(
    fc.asyncProperty(scenes, async (scene) => {
      const { execution, rds } = await run(scene);
      if (execution.succeeded) expect([scene, isOff(rds.status)]).toEqual([scene, scene.action === "stop"]);
      else {
        expect(execution).toMatchObject({ error: "Refused" });
        expect(rds.seconds).toBeGreaterThan(3600);
        expect(isOff(rds.status)).toBe(scene.action === "start");
      }
      expect(rds.seconds).toBeLessThan(2 * 3600);
      // The other call belongs to the other schedule.
      expect(rds.calls).not.toContain(scene.action === "start" ? "stopDBInstance" : "startDBInstance");
      // Nothing is in its way for an hour.
      const isFree = scene.busyMinutes < 50 && scene.byHand === undefined;
      if (isFree) expect([scene, execution.succeeded]).toEqual([scene, true]);
    }),
    { numRuns: 300 },
  );
});

it.each([
  ["stop", "stopped"],
  ["stop", "stopping"],
  ["start", "available"],
  ["start", "starting"],
  ["start", "backing-up"],
] as const)(
  "does not fail where somebody did the %s by hand, and it is %s (F.0.54)",
  async (action, status) => {
    const { execution, rds } = await run({ action, status, busyMinutes: 90, errors: {} });
    expect(execution).toMatchObject({ succeeded: true, output: { status } });
    expect(rds.calls).toEqual(["describeDBInstances"]);
  },
);

it("says what RDS answered at last", async () => {
  const { execution } = await run({ action: "stop", status: "backing-up", busyMinutes: 90, errors: {} });
  expect(execution).toMatchObject({
    error: "Refused",
    cause:
      "RDS did not stop the database, which is backing-up. Rds.InvalidDbInstanceStateException: it is backing-up",
  });
});
