import { join } from "node:path";
import { powershellSyntax } from "@ballast/testing/scripts";
import { Cluster, MachineImage } from "@ballast/ecs";
import { golden, record } from "@ballast/testing";
import { Directory, DomainMembers, FsxWindows, ShareMode } from "../index.ts";
import { site, subnetIds } from "../testing.ts";
import { holdAgentScript, memberScript } from "./memberScript.ts";

it.each([
  ["member", memberScript("corp.example.com")],
  ["holdAgent", holdAgentScript()],
])("%s is the script that was accepted, and PowerShell", async (name, script) => {
  expect(script).toBe(golden(join(__dirname, `${name}.golden.ps1`), script));
  expect(await powershellSyntax(script)).toBe("fine");
});

/** Hosts as a stack composes them. */
function hosts(): void {
  const clients = { hosts: { securityGroupId: "sg-0hosts" } };
  const directory = new Directory("domain", {
    site,
    vpcId: "vpc-0main",
    domainName: "corp.example.com",
    existing: { directoryId: "d-0123456789", dnsIps: ["10.0.0.10", "10.0.1.10"] },
    clients,
  });
  const files = new FsxWindows("state", {
    site,
    vpcId: "vpc-0main",
    subnetIds,
    directory,
    clients,
    storageGiB: 32,
    throughputMBps: 32,
    mode: ShareMode.GlobalMapping,
    mapping: { userName: "CORP\\app-share", password: "hunter2-hunter2" },
    folder: "app-state",
    containerPath: "C:\\state",
  });
  const cluster = new Cluster("main", {
    fargate: false,
    capacities: {
      windows: {
        site,
        subnetIds,
        securityGroupIds: { hosts: "sg-0hosts" },
        instanceTypes: ["m5.large"],
        maximumSize: 2,
        machineImage: MachineImage.WindowsServer2022Core,
        parts: { directory: directory.instancePart, files: files.instancePart },
      },
    },
  });
  new DomainMembers("members", {
    directory,
    autoScalingGroupNames: cluster.autoScalingGroupNames,
    shares: files.mapping ? { state: files.mapping } : {},
  });
}

it("starts the agent after membership and mapping, on every start, and holds no secret (F.7.10)", async () => {
  const recording = await record(hosts);
  const { inputs } = recording.the("aws:ec2/launchTemplate:LaunchTemplate");
  const script = Buffer.from(inputs["userData"] as string, "base64").toString();
  const order = ["waiting to be joined to", "$folder is there", "Initialize-ECSAgent", "-StartupType Manual"];
  const positions = order.map((text) => script.indexOf(text));
  expect(positions).not.toContain(-1);
  expect(positions).toEqual([...positions].sort((one, other) => one - other));
  expect(script).toContain("New-ScheduledTaskTrigger -AtStartup");
  expect(script).not.toContain("hunter2");
  expect(await powershellSyntax(script)).toBe("fine");
  expect(script).toContain(
    `"ECS_INSTANCE_ATTRIBUTES", '{"ballast.domain":"corp.example.com","ballast.share":"test-dev-state"}'`,
  );
});

it("starts from a Windows image of AWS's own parameter, with the roles that Systems Manager needs (F.7.7, F.7.11)", async () => {
  const recording = await record(hosts);
  expect(recording.the("aws:ec2/launchTemplate:LaunchTemplate").inputs["imageId"]).toBe(
    "resolve:ssm:/aws/service/ami-windows-latest/Windows_Server-2022-English-Core-ECS_Optimized/image_id",
  );
  const attached = Object.values(recording.ofType("aws:iam/rolePolicyAttachment:RolePolicyAttachment")).map(
    ({ inputs }) => inputs["policyArn"],
  );
  expect(attached).toEqual([
    "arn:aws:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role",
    "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
  ]);
  const policy = JSON.parse(recording.the("aws:iam/rolePolicy:RolePolicy").inputs["policy"] as string) as {
    Statement: unknown[];
  };
  const parameters = Object.values(recording.ofType("aws:ssm/parameter:Parameter")).map(
    ({ state }) => state["arn"],
  );
  expect(policy.Statement.slice(2)).toEqual([
    { Effect: "Allow", Action: ["ssm:GetParameters"], Resource: [...parameters].reverse() },
  ]);
});
