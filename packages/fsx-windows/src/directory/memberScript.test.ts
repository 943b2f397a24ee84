import { join } from "node:path";
import { powershellSyntax } from "@ballast/testing/scripts";
import { golden, record } from "@ballast/testing";
import { hosts } from "../testing.ts";
import { memberScript } from "./memberScript.ts";

it("is the script that was accepted, and PowerShell", async () => {
  const script = memberScript("corp.example.com");
  expect(script).toBe(golden(join(__dirname, "member.golden.ps1"), script));
  expect(await powershellSyntax(script)).toBe("fine");
});

it("announces domain and share, and holds no secret (F.7.10)", async () => {
  const recording = await record(hosts);
  const { inputs } = recording.the("aws:ec2/launchTemplate:LaunchTemplate");
  const script = Buffer.from(inputs["userData"] as string, "base64").toString();
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
  const policy = JSON.parse(
    recording.the("aws:iam/rolePolicy:RolePolicy", "main-windows-instance").inputs["policy"] as string,
  ) as {
    Statement: unknown[];
  };
  const parameters = Object.values(recording.ofType("aws:ssm/parameter:Parameter")).map(
    ({ state }) => state["arn"],
  );
  expect(policy.Statement.slice(2)).toEqual([
    { Effect: "Allow", Action: ["ssm:GetParameters"], Resource: [...parameters].reverse() },
    {
      Effect: "Deny",
      Action: ["ssm:GetParameter", "ssm:GetParameters"],
      NotResource: ["arn:aws:ssm:*::parameter/aws/*", ...[...parameters].reverse()],
    },
  ]);
});
