import { scratchSandbox, type EngineSandbox } from "@ballast/testing/engine";
import { Service, type ServiceArgs } from "../index.ts";
import { webService, webTask } from "../testing.ts";

const patience = 120_000;
const type = "aws:ecs/service:Service";

let sandbox: EngineSandbox;
beforeEach(async () => {
  sandbox = await scratchSandbox("demo-dev");
});
afterEach(() => sandbox.close());

const program = (revision: number, args: Partial<ServiceArgs>) => () => {
  new Service("web", {
    ...webService,
    taskDefinition: webTask(revision),
    ...args,
  });
  return Promise.resolve({});
};
const scaled = (minimum: number): Partial<ServiceArgs> => ({
  scaling: { minimum, maximum: 9, cpuPercent: 60 },
});
const service = () => {
  const found = sandbox.cloud.existing.find((one) => one.type === type);
  if (found === undefined) throw new Error("The service is gone.");
  return found;
};
/** What Application Auto Scaling, or a person, does between two updates. */
const scaleTo = (count: number): void => void (service().state["desiredCount"] = count);
const up = async (revision: number, args: Partial<ServiceArgs>): Promise<void> => {
  const { succeeded, log } = await (await sandbox.stack("demo-dev", program(revision, args))).up();
  expect([succeeded, log]).toEqual([true, expect.not.stringContaining("rror:")]);
};

it(
  "keeps a scaled count through updates of the stack, also of the bounds (F.0.43)",
  async () => {
    await up(1, scaled(2));
    expect(service().state).toMatchObject({ desiredCount: 2 });
    scaleTo(7);
    await up(2, scaled(2));
    expect(service().state).toMatchObject({ desiredCount: 7, taskDefinition: expect.stringMatching(/:2$/) });
    await up(3, scaled(3));
    expect(service().state).toMatchObject({ desiredCount: 7, taskDefinition: expect.stringMatching(/:3$/) });
    const bounds = sandbox.cloud.existing.find((one) => one.type === "aws:appautoscaling/target:Target");
    expect(bounds?.inputs).toMatchObject({ minCapacity: 3, maxCapacity: 9 });
  },
  patience,
);

it(
  "begins to scale a service that stands, and gives the count back to the program (F.0.43)",
  async () => {
    await up(1, { desiredCount: 2 });
    const { id } = service();
    await up(1, scaled(3));
    expect([service().id, service().state["desiredCount"]]).toEqual([id, 2]);
    scaleTo(8);
    await up(1, { desiredCount: 4 });
    expect([service().id, service().state["desiredCount"]]).toEqual([id, 4]);
    expect(sandbox.cloud.existing.map((one) => one.type)).toEqual([type]);
  },
  patience,
);
