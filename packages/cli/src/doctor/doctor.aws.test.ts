import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { openAccount, type Check } from "@ballast/operate";
import { moto } from "../../../operate/src/testing/moto.ts";
import { ballast, type Ran } from "../testing.ts";

let home: string;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "doctor-"));
  await moto("reset");
});
afterEach(() => rmSync(home, { recursive: true }));

function doctor(...args: string[]): Promise<Ran> {
  return ballast(["doctor", ...args], {
    env: { PULUMI_HOME: home, PULUMI_BACKEND_URL: `file://${home}`, PULUMI_CONFIG_PASSPHRASE: "" },
  });
}

function missing({ stdout }: Ran): string[] {
  const { checks } = JSON.parse(stdout) as { checks: Check[] };
  return checks.filter(({ status }) => status === "missing").map(({ id }) => id);
}

/** AWS makes them by `aws iam create-service-linked-role`; moto gives some of them other names. */
async function makeRoles(...names: string[]): Promise<void> {
  const { iam } = openAccount("eu-central-1");
  for (const RoleName of names) {
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [] });
    await iam.send(new CreateRoleCommand({ RoleName, Path: "/aws-service-role/", AssumeRolePolicyDocument }));
  }
}

it("says what a bare account lacks for a stack, and is content when it is there", async () => {
  const bare = await doctor("rexray-efs-prod", "network-prod", "--format", "json");
  const roles = [
    "AWSServiceRoleForECS",
    "AWSServiceRoleForElasticLoadBalancing",
    "AWSServiceRoleForAmazonElasticFileSystem",
    "AWSServiceRoleForBackup",
    "AWSServiceRoleForBackupRestoreTesting",
  ];
  expect(missing(bare)).toEqual(roles.map((name) => `role:${name}`));
  expect(bare.status).toBe(1);
  await makeRoles(...roles);
  const fixed = await doctor("rexray-efs-prod", "network-prod", "--format", "json");
  expect(missing(fixed)).toEqual([]);
  expect(fixed.status).toBe(0);
});

it("adds up what stacks need together", async () => {
  // The account has one VPC and may have five; the file of a team may name as many as it likes.
  const { stdout } = await doctor("network-dev", "network-prod", "--format", "json");
  const { checks } = JSON.parse(stdout) as { checks: Check[] };
  expect(checks.find(({ id }) => id === "quota:vpcs")).toMatchObject({
    what: 'The quota "VPCs per Region" has room for 2 VPCs in eu-central-1',
    status: "ok",
    found: "5 VPCs are allowed, 1 in use",
    stacks: ["network-dev", "network-prod"],
  });
});

it("shows people what to type", async () => {
  const { status, stdout, stderr } = await doctor("cloudstor-spot-dev");
  expect(stdout).toContain(
    "  missing role:AWSServiceRoleForEC2Spot\n      aws iam create-service-linked-role --aws-service-name spot.amazonaws.com\n",
  );
  expect(stderr).not.toMatch(/\n +at /);
  expect(status).toBe(1);
});
