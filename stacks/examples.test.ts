import { readFileSync } from "node:fs";
import { join } from "node:path";
import { record } from "@ballast/testing";
import { siteLookups, standInSite } from "@ballast/recording/cloud";
import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import {
  byLiteralIds,
  inAwsxVpc,
  inVpcOfAnotherStack,
  siteOfThisStack,
  webWithSharedFiles,
} from "./examples/ownVpc.ts";
import { loadScenario, scenarios, type ScenarioName } from "./scenarios.ts";
import { refusalOf } from "./testing/scenarioTests.ts";

const site = standInSite("eu-central-1");
const mountTarget = "aws:efs/mountTarget:MountTarget";

describe("the programs of docs/own-vpc.md", () => {
  it("stand on literal ids", async () => {
    const recording = await record(async () => byLiteralIds(await siteOfThisStack()), {
      config: { "aws:region": "eu-central-1" },
      lookups: siteLookups(site),
    });
    expect(recording.the(mountTarget, "files-target-b").inputs["subnetId"]).toBe("subnet-0123456789abcdef1");
  });

  it("stand on a VPC of awsx", async () => {
    const recording = await record(() => inAwsxVpc(site, ["eu-central-1a", "eu-central-1b"]));
    const vpcId = recording.the("aws:ec2/vpc:Vpc").id;
    expect(recording.the("aws:ec2/securityGroup:SecurityGroup", "files-group").inputs["vpcId"]).toBe(vpcId);
  });

  it("stand on another stack's outputs", async () => {
    const outputs = { vpcId: "vpc-1", privateSubnetA: "subnet-a", privateSubnetB: "subnet-b" };
    const recording = await record(() => inVpcOfAnotherStack(site), {
      stacks: { "acme/platform/prod": { outputs, secrets: [] } },
    });
    expect(recording.the(mountTarget, "files-target-a").inputs["subnetId"]).toBe("subnet-a");
  });

  it("make the same things of all three, because keys are plain", async () => {
    const subnetIds = { a: pulumi.output("subnet-a"), b: "subnet-b" };
    const preview = await record(() => webWithSharedFiles(site, { vpcId: "vpc-1", subnetIds }), {
      preview: true,
    });
    const update = await record(() => webWithSharedFiles(site, { vpcId: "vpc-1", subnetIds }));
    expect(preview.identity()).toEqual(update.identity());
  });
});

describe("the settings of docs/own-vpc.md", () => {
  const { network } = parse(readFileSync(join(__dirname, "examples/ownVpc.yaml"), "utf8")) as {
    network: unknown;
  };
  const settingsOf = (scenario: string): Record<string, unknown> => {
    const file = join(__dirname, `environments/Pulumi.${scenario}-dev.yaml`);
    const { config } = parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
    return config["ballast:settings"] as Record<string, unknown>;
  };
  const takers = Object.keys(scenarios).filter((name) => !["network", "delivery"].includes(name));

  it.each(takers)("are taken by %s", async (scenario) => {
    const { settings } = await loadScenario(scenario as ScenarioName);
    expect(settings.schema.safeParse({ ...settingsOf(scenario), network }).error).toBeUndefined();
  });

  it("are refused where an id is none", async () => {
    const wrong = { ...settingsOf("rexray-efs"), network: { vpcId: "main", privateSubnetIds: {} } };
    const { message } = await refusalOf("rexray-efs-dev", wrong);
    expect(message).toContain(
      'ballast:settings.network.vpcId: is "main"; give an id of the form "vpc-0123456789abcdef0".',
    );
  });
});
