import { scratchSandbox, type EngineSandbox } from "@ballast/testing/engine";
import { Service, TaskDefinitionOwner, type TaskDefinitionShape } from "../index.ts";
import { savedService, webTask } from "../testing.ts";

const types = { call: "aws:lambda/invocation:Invocation", service: "aws:ecs/service:Service" };
const patience = 180_000;

let sandbox: EngineSandbox;
let log: string[];
beforeEach(async () => {
  sandbox = await scratchSandbox("demo-dev");
  log = [];
  const { cloud } = sandbox;
  const { create, update } = cloud;
  const noted = (what: string, type: string): void => {
    if (Object.values(types).includes(type)) log.push(`${what} ${type}`);
  };
  jest.spyOn(cloud, "create").mockImplementation(async (...given) => {
    const made = await create.apply(cloud, given);
    noted("created", given[1]);
    return made;
  });
  jest.spyOn(cloud, "update").mockImplementation((...given) => {
    noted("updated", given[0]);
    return update.apply(cloud, given);
  });
});
afterEach(() => sandbox.close());

const having = (taskDefinition: TaskDefinitionShape) =>
  sandbox.stack("demo-dev", () => {
    const { snapshotIds, snapshotFunctionName } = new Service("web", { ...savedService, taskDefinition });
    return Promise.resolve({ snapshotIds, snapshotFunctionName });
  });
const at = (revision: number) => having(webTask(revision));
const expectUp = async (number: number): Promise<void> => {
  const { succeeded, log: said } = await (await at(number)).up();
  expect([succeeded, said]).toEqual([true, expect.not.stringContaining("rror:")]);
};
const revision = (): unknown =>
  sandbox.cloud.existing.find(({ type }) => type === types.service)?.inputs["taskDefinition"];
const calls = (): unknown[] =>
  sandbox.cloud.existing.filter(({ type }) => type === types.call).map(({ inputs }) => inputs["input"]);

it(
  "saves the volumes once for each change of the task definition, before the service has it, and not without one (F.0.53)",
  async () => {
    await expectUp(1);
    expect(log).toEqual([`created ${types.call}`, `created ${types.service}`]);

    log = [];
    const same = await at(1);
    expect((await same.preview()).changes).toEqual({ same: expect.any(Number) });
    await expectUp(1);
    expect(log).toEqual([]);

    const next = await at(2);
    expect((await next.preview()).changes).toEqual({ same: expect.any(Number), replace: 1, update: 1 });
    await expectUp(2);
    expect(log).toEqual([`created ${types.call}`, `updated ${types.service}`]);
    expect(calls()).toEqual([JSON.stringify({ taskDefinition: webTask(2).arn })]);
  },
  patience,
);

it(
  "leaves the service as it is where its volumes cannot be saved, and saves them in the next attempt (F.0.53)",
  async () => {
    await expectUp(1);
    log = [];
    sandbox.cloud.createFault = (_, type) => (type === types.call ? "refuse" : undefined);
    const refused = await at(2);
    expect((await refused.up()).succeeded).toBe(false);
    expect([log, revision()]).toEqual([[], webTask(1).arn]);

    sandbox.cloud.createFault = () => undefined;
    await expectUp(2);
    expect(log).toEqual([`created ${types.call}`, `updated ${types.service}`]);
    expect(revision()).toBe(webTask(2).arn);
  },
  patience,
);

it(
  "calls nothing where a pipeline owns the task definition, and changes hands without touching the service (F.0.58)",
  async () => {
    const owner = TaskDefinitionOwner.Pipeline;
    await expectUp(1);
    log = [];
    const handedOver = await having({ ...webTask(1), owner });
    const { succeeded, log: said } = await handedOver.up();
    expect([succeeded, said]).toEqual([true, expect.not.stringContaining("rror:")]);
    expect([log, calls(), revision()]).toEqual([[], [], webTask(1).arn]);
    const once = sandbox.cloud.existing.find(({ type }) => type.endsWith(":FunctionEventInvokeConfig"));
    const saver = sandbox.cloud.existing.find(({ type }) => type === "aws:lambda/function:Function");
    expect(once?.inputs).toMatchObject({ functionName: saver?.state["name"], maximumRetryAttempts: 0 });

    // The pipeline deploys a revision, the program another one: the pipeline's stays, and nothing is saved.
    const newer = await having({ ...webTask(5), owner });
    expect((await newer.preview()).changes).toEqual({ same: expect.any(Number) });
    expect([(await newer.up()).succeeded, log, revision()]).toEqual([true, [], webTask(1).arn]);

    await expectUp(2);
    expect(log).toEqual([`created ${types.call}`, `updated ${types.service}`]);
  },
  patience,
);
