import { EngineSandbox, type EngineStack } from "@ballast/testing/engine";
import run from "../index.ts";
import { openThisProject } from "./scenarioTests.ts";

// The engine deploys whole stacks.
jest.setTimeout(600_000);

/** Accounts of the examples in AWS's documentation. */
const own = "111122223333";
const other = "444455556666";

let sandbox: EngineSandbox;
const open = async (region: string, account: string): Promise<void> => {
  const { root } = await openThisProject();
  sandbox = await EngineSandbox.open({ project: root }, region, account);
};
afterEach(() => sandbox.close());

/** Another instance with the settings of a dev stack, but for its place. */
async function instance(name: string, region: string, settings: object): Promise<EngineStack> {
  const { configurationOf } = await openThisProject();
  const { values } = configurationOf(name.replace(/_[a-z]+-/, "-"));
  const stack = await sandbox.stack(name, run);
  const before = JSON.parse(values["ballast:settings"] ?? "{}") as object;
  stack.configure({
    "aws:region": region,
    "aws:defaultTags": JSON.parse(values["aws:defaultTags"] ?? "{}") as unknown,
    "ballast:settings": { ...before, ...settings },
  });
  return stack;
}

const awsOf = (stack: EngineStack) =>
  stack.resources().then((resources) => resources.filter(({ type }) => type.startsWith("aws:")));

describe("two regions of one environment", () => {
  const zones = ["us-east-1a", "us-east-1b"];

  it("hold a network each, and a stack stands on that of its own region alone", async () => {
    await open("us-east-1", own);
    const network = await instance("network_us-dev", "us-east-1", { availabilityZones: zones });
    const up = await network.up();
    expect(up.log).not.toContain("rror:");
    const resources = await awsOf(network);
    expect(resources.length).toBeGreaterThan(20);
    expect(resources.every(({ urn }) => urn.includes("::us-"))).toBe(true);

    const web = await instance("rexray-efs_us-dev", "us-east-1", { networkInstance: "us" });
    expect((await web.up()).succeeded).toBe(true);

    const elsewhere = await instance("rexray-efs_eu-dev", "eu-central-1", { networkInstance: "us" });
    const refused = await elsewhere.up();
    expect(refused.succeeded).toBe(false);
    expect(refused.log).toContain(
      "rexray-efs_eu-dev (stacks/environments/Pulumi.rexray-efs_eu-dev.yaml) cannot stand on network_us-dev: that network is in the " +
        "region us-east-1, not eu-central-1.",
    );
    expect(await awsOf(elsewhere)).toEqual([]);
  });
});

describe("two accounts of one environment", () => {
  it("let a stack be deployed with the credentials of its own account, and with no others", async () => {
    await open("eu-central-1", own);
    const network = await sandbox.stack("network-dev", run);
    network.configure({ "ballast:account": other });
    const refused = await network.up();
    expect(refused.succeeded).toBe(false);
    expect(refused.log).toContain(
      `network-dev belongs to the account ${other} (ballast:account in stacks/environments/Pulumi.network-dev.yaml), but these AWS ` +
        `credentials are of ${own}`,
    );
    expect(sandbox.cloud.existing).toEqual([]);
    network.configure({ "ballast:account": own });
    expect((await network.up()).succeeded).toBe(true);

    const delivery = await sandbox.stack("delivery-dev", run);
    delivery.configure({ "ballast:account": other });
    expect((await delivery.up()).succeeded).toBe(false);
    expect(await awsOf(delivery)).toEqual([]);
  });

  it("have a stack refused on the network of the other one, before anything is registered", async () => {
    await open("eu-central-1", own);
    const network = await sandbox.stack("network-dev", run);
    expect((await network.up()).succeeded).toBe(true);
    const { configurationOf } = await openThisProject();
    sandbox.useAccount(other);
    const web = await sandbox.stack("rexray-efs-dev", run);
    expect(configurationOf("rexray-efs-dev").values["ballast:account"]).toBeUndefined();
    const refused = await web.up();
    expect(refused.succeeded).toBe(false);
    expect(refused.log).toContain(
      `cannot stand on network-dev: that network is in the account ${own}, not ${other}.`,
    );
    expect(await awsOf(web)).toEqual([]);
  });
});

it("says to deploy the network first where it is missing, with nothing registered", async () => {
  await open("eu-central-1", own);
  const web = await sandbox.stack("rexray-efs-dev", run);
  const refused = await web.up();
  expect(refused.succeeded).toBe(false);
  expect(refused.log).toContain("Deploy it first (npx pulumi up --stack network-dev)");
  expect(await awsOf(web)).toEqual([]);
});
