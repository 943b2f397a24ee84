import { join } from "node:path";
import { itIsAComponent, record } from "@ballast/testing";
import type { WatchAlarm } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";
import { PasswordRenewal, type PasswordRenewalArgs } from "../index.ts";
import { kmsKeyArn, loginSecretArn, site } from "../testing.ts";

const typical: PasswordRenewalArgs = {
  site,
  directoryId: "d-0123456789",
  userName: "app-share",
  secretArn: loginSecretArn,
};
const byParameter: PasswordRenewalArgs = {
  site,
  directoryId: "d-0123456789",
  userName: "app-share",
  parameterName: "/team/share-password",
};
const build = (args: Partial<PasswordRenewalArgs> = {}, opts?: pulumi.ComponentResourceOptions) =>
  new PasswordRenewal("share", { ...typical, ...args }, opts);

itIsAComponent({
  build: (opts) => build({}, opts),
  identity: join(__dirname, "passwordRenewal.identity.txt"),
  grown: () => {
    build();
    new PasswordRenewal("other", byParameter);
  },
  added: [
    "ballast-fsx-windows:index:PasswordRenewal other",
    "other > aws:iam/role:Role other-renew",
    "other > aws:iam/role:Role other-start",
    "other > aws:iam/rolePolicy:RolePolicy other-renew",
    "other > aws:iam/rolePolicy:RolePolicy other-start",
    "other > aws:scheduler/schedule:Schedule other-daily",
    "other > aws:sfn/stateMachine:StateMachine other-renew",
  ],
  refusals: {
    "no source of the password": { build: () => build({ secretArn: undefined }), paths: ["secretArn"] },
    "two sources of it": { build: () => build({ parameterName: "/password" }), paths: ["secretArn"] },
    "values that AWS would refuse": {
      build: () =>
        build({ directoryId: "corp", userName: "CORP\\app", parameterName: "a b", secretArn: undefined }),
      paths: ["directoryId", "userName", "parameterName"],
    },
  },
});

interface State {
  Type: string;
  Resource: string;
  Arguments: Record<string, unknown>;
  Output: Record<string, unknown>;
  Retry: { IntervalSeconds: number; BackoffRate: number; MaxAttempts: number }[];
  Next?: string;
  End?: boolean;
}
interface Machine {
  QueryLanguage: string;
  StartAt: string;
  States: Record<string, State>;
}

async function machineOf(args: PasswordRenewalArgs): Promise<Machine> {
  const recording = await record(() => {
    new PasswordRenewal("share", args);
  });
  return JSON.parse(
    recording.the("aws:sfn/stateMachine:StateMachine").inputs["definition"] as string,
  ) as Machine;
}

type Calls = Record<string, (parameters: Record<string, unknown>) => unknown>;

/** JSONata, as far as the definition uses it: a path, and Step Functions' `$parse` of what a path leads to. */
function evaluate(expression: unknown, states: Record<string, unknown>): unknown {
  const [, parsed, plain] =
    /^\{% (?:\$parse\(\$states\.([\w.]+)\)\.)?([\w.$]+) %\}$/.exec(String(expression)) ?? [];
  const at = (path: string, value: unknown): unknown =>
    path.split(".").reduce((inner, key) => (inner as Record<string, unknown>)[key], value);
  if (plain === undefined) return expression;
  if (parsed !== undefined) return at(plain, JSON.parse(at(parsed, states) as string));
  return at(plain.replace(/^\$states\./, ""), states);
}

/** Amazon States Language: tasks one after the other, each with its arguments and its output. */
function execute({ QueryLanguage, StartAt, States }: Machine, calls: Calls): unknown {
  expect(QueryLanguage).toBe("JSONata");
  let data: Record<string, unknown> = {};
  for (let name: string | undefined = StartAt; name !== undefined;) {
    const state: State | undefined = States[name];
    if (state?.Type !== "Task") throw new Error(name);
    const call = calls[state.Resource];
    if (!call) throw new Error(`AWS has no ${state.Resource}`);
    const fill = (template: Record<string, unknown>, states: Record<string, unknown>) =>
      Object.fromEntries(Object.entries(template).map(([key, value]) => [key, evaluate(value, states)]));
    const result = call(fill(state.Arguments, { input: data }));
    data = fill(state.Output, { input: data, result });
    expect(state.Next === undefined).toBe(state.End === true);
    name = state.Next;
  }
  return data;
}

/** A directory whose passwords expire 42 days after they were set, and the stores with the password. */
class World {
  day = 0;
  #setOn = 0;
  password = "first";
  readonly calls: Calls = {
    "arn:aws:states:::aws-sdk:secretsmanager:getSecretValue": ({ SecretId }) => {
      expect(SecretId).toBe(loginSecretArn);
      return { SecretString: JSON.stringify({ username: "app-share", password: this.stored }) };
    },
    "arn:aws:states:::aws-sdk:ssm:getParameter": ({ Name, WithDecryption }) => {
      expect([Name, WithDecryption]).toEqual(["/team/share-password", true]);
      return { Parameter: { Value: this.stored } };
    },
    "arn:aws:states:::aws-sdk:directory:resetUserPassword": ({ DirectoryId, UserName, NewPassword }) => {
      expect([DirectoryId, UserName]).toEqual(["d-0123456789", "app-share"]);
      this.password = NewPassword as string;
      this.#setOn = this.day;
      return {};
    },
  };
  stored = "first";

  mounts(): boolean {
    return this.password === this.stored && this.day - this.#setOn < 42;
  }
}

it.each([
  ["secret", typical],
  ["parameter", byParameter],
])("keeps the share open for a year by the password of a %s", async (_, args) => {
  const machine = await machineOf(args);
  const [world, without] = [new World(), new World()];
  const closed: number[] = [];
  for (let day = 1; day <= 365; day += 1) {
    world.day = without.day = day;
    // Nothing that a reader of the execution sees has the password.
    expect(execute(machine, world.calls)).toEqual({});
    expect(world.password).toBe("first");
    expect(world.mounts()).toBe(true);
    if (!without.mounts()) closed.push(day);
  }
  expect(closed[0]).toBe(42);
});

it("brings a changed secret to the directory", async () => {
  const world = new World();
  world.stored = "second";
  expect(world.mounts()).toBe(false);
  execute(await machineOf(typical), world.calls);
  expect(world.mounts()).toBe(true);
});

it("has time for every attempt within the five minutes of an express execution", async () => {
  const { States } = await machineOf(typical);
  const waits = Object.values(States).flatMap(({ Retry }) =>
    Retry.flatMap(({ IntervalSeconds, BackoffRate, MaxAttempts }) =>
      Array.from({ length: MaxAttempts }, (_, attempt) => IntervalSeconds * BackoffRate ** attempt),
    ),
  );
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThan(300);
});

it("keeps no history that would have the password, and runs every day unless it is off", async () => {
  const recording = await record(() => {
    build();
  });
  const machine = recording.the("aws:sfn/stateMachine:StateMachine").inputs;
  expect(machine).toMatchObject({ type: "EXPRESS" });
  expect(machine).not.toHaveProperty("loggingConfiguration");
  expect(recording.the("aws:scheduler/schedule:Schedule").inputs).toMatchObject({
    scheduleExpression: "rate(1 day)",
    state: "ENABLED",
  });
  const off = await record(() => {
    build({ enabled: false });
  });
  expect(off.the("aws:scheduler/schedule:Schedule").inputs["state"]).toBe("DISABLED");
});

it("may read this password and reset passwords of this directory, and nothing else", async () => {
  const recording = await record(() => {
    build({ kmsKeyArn });
  });
  const { Statement } = JSON.parse(
    recording.the("aws:iam/rolePolicy:RolePolicy", "share-renew").inputs["policy"] as string,
  ) as { Statement: { Action: string[]; Resource: string[] }[] };
  expect(Statement.map(({ Action, Resource }) => [Action, Resource])).toEqual([
    [["secretsmanager:GetSecretValue"], [loginSecretArn]],
    [["kms:Decrypt"], [kmsKeyArn]],
    [["ds:ResetUserPassword"], ["arn:aws:ds:eu-central-1:123456789012:directory/d-0123456789"]],
  ]);
});

it("tells of a failed renewal at once, and of none long before the password expires", async () => {
  const partOf = async (enabled: boolean) =>
    (
      await record(() => {
        const { watchPart } = build({ enabled });
        return Promise.resolve(watchPart);
      })
    ).result;
  const { alarms = {} } = await partOf(true);
  const { "renewal-failed": failed, "renewal-overdue": overdue } = alarms;
  /** A quiet day, one with a failure, and days without any renewal, as sums of the metrics. */
  const fires = (alarm: WatchAlarm | undefined, values: (number | undefined)[]): boolean => {
    const last = values.slice(-(alarm?.evaluationPeriods ?? 0));
    return last.every((value) =>
      value === undefined
        ? alarm?.missingData === "breaching"
        : alarm?.comparison === "LessThanThreshold"
          ? value < alarm.threshold
          : value >= (alarm?.threshold ?? Infinity),
    );
  };
  expect(fires(failed, [undefined])).toBe(false);
  expect(fires(failed, [1])).toBe(true);
  expect(fires(overdue, [1, 1, 1, 1])).toBe(false);
  expect(fires(overdue, [1, undefined, undefined])).toBe(false);
  expect(fires(overdue, [1, undefined, undefined, undefined])).toBe(true);
  const days = ((overdue?.periodSeconds ?? 0) * (overdue?.evaluationPeriods ?? 0)) / 86_400;
  expect(days).toBeLessThan(42 / 2);
  // CloudWatch looks at seven days at most.
  expect(days).toBeLessThanOrEqual(7);
  expect(await partOf(false)).toEqual({});
});
