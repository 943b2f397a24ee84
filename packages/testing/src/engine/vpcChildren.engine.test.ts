import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as awsx from "@pulumi/awsx";
import { asPlanned, scratchSandbox, type EngineSandbox, type EngineStack } from "./index.ts";

// The stand-in provider gives the engine what the real awsx gives it. packages/recording proves the same of the recorder.

interface RecordedChild {
  urn: string;
  parent?: string;
  inputs: Record<string, unknown>;
  dependsOn: string[];
  propertyDependencies: Record<string, string[]>;
}

const { recordings } = JSON.parse(
  readFileSync(join(__dirname, "../../../recording/src/cloud/recordings/awsxVpc.json"), "utf8"),
) as {
  recordings: Record<
    string,
    { args: awsx.ec2.VpcArgs; preview: RecordedChild[]; update: RecordedChild[] & { refused?: string } }
  >;
};

const patience = 180_000;
// The stack and the project of the recordings: ids of the stand-in cloud come from URNs.
const name = "test-dev";
const prefix = `urn:pulumi:${name}::ballast::`;
const short = (urn: string): string => urn.replace(prefix, "");

let sandbox: EngineSandbox;
beforeEach(async () => {
  sandbox = await scratchSandbox(name);
});
afterEach(() => sandbox.close());

function stackOf(args: awsx.ec2.VpcArgs): Promise<EngineStack> {
  return sandbox.stack(name, () => {
    const { vpcId } = new awsx.ec2.Vpc("main-vpc", args);
    return Promise.resolve({ vpcId });
  });
}

// First: what the SDK still rejects after a refused update must end while this file runs.
it(
  "the engine is told what awsx refuses, and what was never recorded",
  async () => {
    const { args = {}, update } = recordings["ipv6"] ?? {};
    const refused = await (await stackOf(args)).up();
    expect(refused.succeeded).toBe(false);
    expect(refused.log).toContain(update?.refused);
    const unknown = await (await stackOf({ ...args, numberOfAvailabilityZones: 2 })).up();
    expect(unknown.log).toContain(
      "numberOfAvailabilityZones: 2 was given, and this argument is not modelled.",
    );
  },
  patience,
);

it.each(["network-dev", "elastic ips", "type Unused", "region", "endpoints"])(
  "the engine previews and registers what the real component registers: %s",
  async (set) => {
    const { args = {}, preview = [], update = [] } = recordings[set] ?? {};
    const stack = await stackOf(args);
    const { steps } = await stack.preview();
    expect(
      asPlanned(steps).map(({ urn, parent, inputs }) => ({
        urn: short(urn),
        ...(parent !== null && { parent: short(parent) }),
        inputs,
      })),
    ).toEqual(preview.map(({ urn, parent, inputs }) => ({ urn, ...(parent && { parent }), inputs })));

    expect(await stack.up()).toMatchObject({ succeeded: true });
    const registered = (await stack.resources())
      .filter(({ type }) => !type.startsWith("pulumi:"))
      .map(({ urn, parent = "", inputs = {}, dependencies = [], propertyDependencies = {} }) => ({
        urn: short(urn),
        ...(!parent.includes("::pulumi:pulumi:Stack::") && { parent: short(parent) }),
        inputs,
        dependsOn: dependencies.map(short).sort(),
        propertyDependencies,
      }))
      .sort((one, other) => (one.urn < other.urn ? -1 : 1));
    expect(registered).toEqual(
      update.map(({ urn, parent, inputs, dependsOn, propertyDependencies }) => ({
        urn,
        ...(parent && { parent }),
        inputs,
        dependsOn,
        propertyDependencies,
      })),
    );
    expect((await stack.preview()).changes).toEqual({ same: update.length + 1 });
  },
  patience,
);
