import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Stage } from "../../../operate/src/testing/stage.ts";
import { pluginVolume } from "../../../operate/src/testing/taskDefinition.ts";
import { ballast } from "../testing.ts";

/* Against moto, which deletes at once. */
let stage: Stage;

beforeEach(async () => {
  stage = await Stage.open();
});

const volumes = (...args: string[]) => ballast(["volumes", "-c", "main", ...args]);

describe("ballast volumes", () => {
  it("shows what plugins left behind, and what it left out", async () => {
    await stage.service("mysql", undefined, pluginVolume("rexray-vol", "rexray/ebs"));
    await stage.service("web", undefined, pluginVolume("rexray-efs-vol", "rexray/efs"));
    const disk = await stage.volume("a", { Name: "rexray-vol" });
    const ours = await stage.volume("a", { Name: "rexray-vol", "ballast:managed": "pulumi" });
    const system = await stage.fileSystem(["a", "b"], { Name: "/rexray-efs-vol" });
    const { status, stdout, stderr } = await volumes();
    expect(stderr).toBe("");
    expect(stdout).toMatch(/│ kind │ name +│ id +│ zones +│ size +│ state +│ age +│ last attached │\n/);
    expect(stdout).toMatch(
      new RegExp(
        `│ EBS +│ rexray-vol +│ ${disk} +│ eu-central-1a │ 20 GiB gp3 │ available +│ 0 h +│ unknown +│`,
      ),
    );
    expect(stdout).toMatch(
      new RegExp(`│ EFS +│ rexray-efs-vol +│ ${system} +│ eu-central-1a │ 0 GiB +│ available +│`),
    );
    expect(stdout).toContain("2 mount targets");
    expect(stdout).toContain(`left out: ${ours} rexray-vol, which is Pulumi's (ballast:managed=pulumi)`);
    expect(status).toBe(0);
  });

  it("says that there is nothing", async () => {
    const { status, stdout } = await volumes();
    expect(stdout).toBe(
      "No volume plugin left anything behind for main in eu-central-1, as far as the task definitions of no family tell.\n",
    );
    expect(status).toBe(0);
  });

  it("counts cost by the user's prices alone", async () => {
    await stage.family("mysql", pluginVolume("rexray-vol", "rexray/ebs"));
    await stage.volume("a", { Name: "rexray-vol" });
    const folder = mkdtempSync(join(tmpdir(), "prices-"));
    const file = join(folder, "prices.yaml");
    try {
      writeFileSync(file, "currency: XXX\nebs: { gp3: 3 }\n");
      const { stdout } = await volumes("--family", "mysql", "--prices", file);
      expect(stdout).toContain("│ XXX a month │");
      expect(stdout).toMatch(/│ 60\.00 +│/);
      expect(stdout).toContain("Storage alone, at your prices: 60.00 XXX a month.");
      writeFileSync(file, "currency: XXX\nebs: { io2: 3 }\n");
      const json = await volumes("--family", "mysql", "--prices", file, "--format", "json");
      expect(JSON.parse(json.stdout)).toMatchObject({
        cluster: "main",
        region: "eu-central-1",
        families: ["mysql"],
        volumes: [
          { kind: "EBS", name: "rexray-vol", attachedSince: null, monthlyCost: null, currency: "XXX" },
        ],
        leftOut: [],
      });
      writeFileSync(file, "currency: 5\nebs: { gp3: cheap }\n");
      const refused = await volumes("--prices", file);
      expect(refused.stderr).toMatch(/prices\.yaml is no price file:\n {2}currency: .*\n {2}ebs\.gp3: .*\n$/);
      expect(refused.status).toBe(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect((await volumes("--prices", file)).stderr).toMatch(/prices\.yaml cannot be read: ENOENT/);
  });
});

describe("ballast volumes --remove", () => {
  it("shows what will be lost, takes the name, and deletes", async () => {
    await stage.family("mysql", pluginVolume("rexray-vol", "rexray/ebs"));
    const id = await stage.volume("a", { Name: "rexray-vol" });
    const args = ["volumes", "-c", "main", "--family", "mysql", "--remove", "rexray-vol"];
    const wrong = await ballast(args, { input: "rexray\n" });
    expect(wrong.stderr).toMatch(
      new RegExp(
        `^This deletes in eu-central-1, for good:\n  EBS volume ${id} "rexray-vol": 20 GiB gp3, eu-central-1a, made \\S+, not encrypted\n` +
          "  A snapshot is taken first and stays: .*\nType rexray-vol to delete it: " +
          '"rexray" is not rexray-vol, so nothing was deleted\\. In scripts, add --yes\\.\n$',
      ),
    );
    expect(wrong.status).toBe(1);
    const nobody = await ballast(args);
    expect(nobody.stderr).toContain("Nothing was typed, so nothing was deleted.");
    const right = await ballast(args, { input: "rexray-vol\n" });
    expect(right.stdout).toMatch(
      new RegExp(`^rexray-vol \\(${id}\\) is gone after \\d+ s\\. The snapshot snap-\\w+ stays\\.\n$`),
    );
    expect(right.status).toBe(0);
    const again = await ballast([...args, "--yes"]);
    expect(again.stderr).toBe(
      "No plugin left a volume rexray-vol behind for main. Read were the task definitions mysql; name others with --family.\n",
    );
    expect(again.status).toBe(1);
  });

  it("removes a file system only where it is said that nothing stays", async () => {
    await stage.family("web", pluginVolume("shared", "rexray/efs"));
    const id = await stage.fileSystem(["a"], { Name: "/shared" });
    const args = ["--family", "web", "--remove", id, "--yes"];
    const refused = await volumes(...args);
    expect(refused.stderr).toContain("has no snapshots, so it was not removed.\nAWS Backup can copy it");
    expect(refused.status).toBe(1);
    const removed = await volumes(...args, "--no-snapshot", "--format", "json");
    expect(JSON.parse(removed.stdout)).toEqual({
      kind: "EFS",
      name: "shared",
      id,
      seconds: expect.any(Number),
    });
    expect(removed.status).toBe(0);
  });

  it("refuses what a service still has", async () => {
    const host = await stage.instance("a");
    await stage.service("mysql", host, pluginVolume("data", "rexray/ebs"));
    await stage.volume("a", { Name: "data" }, host);
    const { status, stderr } = await volumes("--remove", "data", "--yes");
    expect(stderr).toMatch(
      /^data \(vol-\w+\) is attached to i-\w+, so it was not removed\. Scale mysql to 0, .*\n$/,
    );
    expect(status).toBe(1);
  });

  it("says no more than one sentence where there are no credentials", async () => {
    const { status, stderr } = await ballast(["volumes", "-c", "main"], {
      env: { AWS_SECRET_ACCESS_KEY: undefined },
    });
    expect(stderr).toMatch(/^There are no AWS credentials: .*\n$/);
    expect(status).toBe(1);
  });
});
