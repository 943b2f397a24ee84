import { scratchSandbox, type EngineSandbox } from "@ballast/testing/engine";
import { SqlServer, type SqlServerArgs } from "./index.ts";

// What the scenario's stacks leave out: backup files, and applications' own logins.

const typical: SqlServerArgs = {
  site: { accountId: "123456789012", partition: "aws", region: "eu-central-1" },
  vpcId: "vpc-0",
  subnetIds: { a: "subnet-0a", b: "subnet-0b" },
  clients: { tasks: { securityGroupId: "sg-0tasks" } },
  edition: "standard",
  engineVersion: "16.00",
  instanceClass: "db.m5.large",
  allocatedStorageGiB: 100,
  retention: "discard",
  retentionReason: "a test",
};
const types = {
  call: "aws:lambda/invocation:Invocation",
  instance: "aws:rds/instance:Instance",
  options: "aws:rds/optionGroup:OptionGroup",
  rotation: "aws:secretsmanager/secretRotation:SecretRotation",
};
const patience = 240_000;

let sandbox: EngineSandbox;
beforeEach(async () => {
  sandbox = await scratchSandbox("demo-dev");
});
afterEach(() => sandbox.close());

const withArgs = (args: Partial<SqlServerArgs>) =>
  sandbox.stack("demo-dev", () => {
    const server = new SqlServer("database", { ...typical, ...args });
    return Promise.resolve({ bucket: server.nativeBackupBucketName, secretArn: server.secretArn });
  });
async function expectUp(args: Partial<SqlServerArgs>): Promise<void> {
  const { succeeded, log } = await (await withArgs(args)).up();
  expect([succeeded, log]).toEqual([true, expect.not.stringContaining("rror:")]);
  expect((await (await withArgs(args)).preview()).changes).toEqual({ same: expect.any(Number) });
}
const ofType = (type: string) => sandbox.cloud.existing.filter((one) => one.type === type);

it(
  "adds backup files to a server that stands without replacing it, for another version by another group, and leaves nothing (F.8.1)",
  async () => {
    const old = { engineVersion: "15.00" };
    await expectUp(old);
    const [before] = ofType(types.instance);
    await expectUp({ ...old, nativeBackup: { oldVersionDays: 7 } });
    const [after] = ofType(types.instance);
    const [group] = ofType(types.options);
    expect(after?.id).toBe(before?.id);
    expect(after?.inputs["optionGroupName"]).toBe(group?.inputs["name"]);
    expect(group?.inputs).toMatchObject({ engineName: "sqlserver-se", majorEngineVersion: "15.00" });

    await expectUp({ nativeBackup: { oldVersionDays: 7 } });
    const [next] = ofType(types.options);
    expect(next?.inputs["name"]).not.toBe(group?.inputs["name"]);
    expect(ofType(types.options)).toHaveLength(1);

    const stack = await withArgs({ nativeBackup: { oldVersionDays: 7 } });
    expect((await stack.destroy()).succeeded).toBe(true);
    expect(sandbox.cloud.existing).toEqual([]);
  },
  patience,
);

it(
  "creates users before anything rotates them, and calls the function again only for what has changed (F.0.61)",
  async () => {
    const users = { app: { database: "shop" }, reports: { database: "shop", permissions: [] } };
    const rotated = () => ofType(types.rotation).map(({ urn }) => urn.split("::").at(-1));
    sandbox.cloud.createFault = (_, type) => (type === types.call ? "refuse" : undefined);
    const refused = await (await withArgs({ users, applicationUser: "app" })).up();
    expect([refused.succeeded, rotated()]).toEqual([false, ["database-rotation"]]);

    sandbox.cloud.createFault = () => undefined;
    await expectUp({ users, applicationUser: "app" });
    expect(rotated().toSorted()).toEqual(["database-rotation", "database-user-app", "database-user-reports"]);

    const more = { ...users, reports: { database: "shop", permissions: ["VIEW DEFINITION"] } };
    const { changes } = await (await withArgs({ users: more, applicationUser: "app" })).preview();
    expect(changes).toEqual({ same: expect.any(Number), update: 1, replace: 1 });
    await expectUp({ users: more, applicationUser: "app" });

    const stack = await withArgs({ users: more, applicationUser: "app" });
    expect((await stack.destroy()).succeeded).toBe(true);
    expect(sandbox.cloud.existing).toEqual([]);
  },
  patience,
);
