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
    expect(stderr).toBe("reading the tasks of main (1 of 1 clusters)\n");
    expect(stdout).toContain(
      "A volume without a claim was found only by its short name. It can belong to another cluster.",
    );
    expect(stdout).toMatch(
      /│ kind │ full name +│ id +│ zones +│ size +│ state +│ claimed by │ age +│ last attached │\n/,
    );
    expect(stdout).toMatch(
      new RegExp(
        `│ EBS +│ rexray-vol +│ ${disk} +│ eu-central-1a │ 20 GiB gp3 │ available +│ none +│ 0 h +│ unknown +│`,
      ),
    );
    expect(stdout).toMatch(
      new RegExp(`│ EFS +│ /rexray-efs-vol +│ ${system} +│ eu-central-1a │ 0 GiB +│ available +│ none +│`),
    );
    expect(stdout).toContain("2 mount targets");
    expect(stdout).toContain(`left out: ${ours} rexray-vol, managed by Pulumi (ballast:managed=pulumi)`);
    expect(status).toBe(0);
  });

  it("says that there is nothing", async () => {
    const { status, stdout } = await volumes();
    expect(stdout).toBe(
      "There is no volume of a plugin for main in eu-central-1, read were the task definitions of no family.\n",
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
      expect(stdout).toContain("Storage only, at your prices: 60.00 XXX a month.");
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
      expect(refused.stderr).toMatch(
        /prices\.yaml is not a price file:\n {2}currency: .*\n {2}ebs\.gp3: .*\n$/,
      );
      expect(refused.status).toBe(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
    expect((await volumes("--prices", file)).stderr).toMatch(/prices\.yaml cannot be read: ENOENT/);
  });
});

describe("ballast volumes --tag", () => {
  const claimed = (args: string, input = "") =>
    ballast(["volumes", "--tag", "team/rexray-vol", ...args.split(" ")], { input });

  it("shows what will be lost, asks for the whole tag, takes a snapshot, and deletes", async () => {
    await stage.volume("a", { Name: "other/rexray-vol" });
    const id = await stage.volume("a", { Name: "team/rexray-vol" });
    const wrong = await claimed("--remove team/rexray-vol", "rexray-vol\n");
    expect(wrong.stderr).toMatch(
      new RegExp(
        `This permanently deletes, in eu-central-1:\n  EBS volume ${id} "team/rexray-vol": 20 GiB gp3, eu-central-1a, created \\S+, not encrypted\n` +
          "  It is claimed by --tag\\. No task or service of 1 cluster names it\\.\n  A snapshot is created first and kept\\. .*\n" +
          `Type team/rexray-vol to delete ${id}: "rexray-vol" is not team/rexray-vol, so nothing was deleted\\. In scripts, add --yes\\.\n$`,
      ),
    );
    expect(wrong.status).toBe(1);
    const nobody = await claimed("--remove team/rexray-vol");
    expect(nobody.stderr).toContain("Nothing was typed, so nothing was deleted.");
    const right = await claimed(`--remove ${id}`, `${id}\n`);
    expect(right.stdout).toMatch(
      new RegExp(
        `^team/rexray-vol \\(${id}\\) was deleted after \\d+ s\\. The snapshot snap-\\w+ is kept\\.\n$`,
      ),
    );
    expect(right.status).toBe(0);
    const again = await claimed("--remove team/rexray-vol --yes");
    expect(again.stderr).toContain(
      'There is no volume "team/rexray-vol" to remove in this region: --tag claims "team/rexray-vol".\n',
    );
    expect(again.status).toBe(1);
  });

  it("refuses what a service still has", async () => {
    const host = await stage.instance("a");
    await stage.service("mysql", host, pluginVolume("rexray-vol", "rexray/ebs"));
    await stage.volume("a", { Name: "team/rexray-vol" });
    const { status, stderr } = await claimed("--remove team/rexray-vol --yes");
    expect(stderr).toMatch(
      /team\/rexray-vol \(vol-\w+\) was not removed, because it is in use, or may be:\n {2}main: task /,
    );
    expect(status).toBe(1);
  });

  it.each([
    ["", 2, "give a stack, --cluster <name> or --tag <name>"],
    ["--family web --tag a/b", 2, "--family requires --cluster <name>"],
    [
      "-c main --accept-unknown-connections",
      2,
      "--accept-unknown-connections and --ignore-tasks-of require --remove",
    ],
    ["-c main --remove vol-1", 2, "--remove requires a stack whose plan claims the volume, or --tag"],
  ])("knows a wrong call when it sees one: %s", async (args, status, why) => {
    const ran = await ballast(["volumes", ...args.split(" ").filter((word) => word !== "")]);
    expect(ran.stderr).toContain(why);
    expect(ran.status).toBe(status);
  });

  it("says no more than one sentence where there are no credentials", async () => {
    const { status, stderr } = await ballast(["volumes", "-c", "main"], {
      env: { AWS_SECRET_ACCESS_KEY: undefined },
    });
    expect(stderr).toMatch(/^There are no AWS credentials: .*\n$/);
    expect(status).toBe(1);
  });
});
