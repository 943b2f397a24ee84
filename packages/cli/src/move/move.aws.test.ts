import { CreateVolumeCommand } from "@aws-sdk/client-ec2";
import { eventually } from "../../../operate/src/testing/moto.ts";
import { calls } from "../../../operate/src/testing/standIn.ts";
import { Stage } from "../../../operate/src/testing/stage.ts";
import { pluginVolume } from "../../../operate/src/testing/taskDefinition.ts";
import { ballast } from "../testing.ts";

/* Against moto: the test plays ECS, the plugin and pulumi (see packages/operate). */
const name = "shop-dev-data";
const tags = { Name: name, "ballast:volume": name, "ballast:managed": "pulumi" };
const args = ["move-volume", name, "--cluster", "main", "--to", "eu-central-1b", "--settle", "0.01"];
let stage: Stage;
let id: string;

beforeEach(async () => {
  stage = await Stage.open();
  const host = await stage.instance("a");
  id = await stage.volume("a", tags, host);
  await stage.service("db", host, pluginVolume(name, "rexray/ebs"));
  await stage.writes(id, 1000, 10);
});

async function playAws(): Promise<void> {
  const before = (await calls()).calls.filter((call) => call === "ecs:UpdateService").length;
  await eventually(
    async () => (await calls()).calls.filter((call) => call === "ecs:UpdateService").length > before,
  );
  await stage.stop("db");
  await stage.detach(id);
}

describe("ballast move-volume (002)", () => {
  it("asks, says what is next, and ends the move when it is called again", async () => {
    const [first] = await Promise.all([ballast(args, { input: "eu-central-1b\n" }), playAws()]);
    expect(first.stderr).toContain(
      `${id} (${name}) in eu-central-1 will be moved from eu-central-1a to eu-central-1b.\n` +
        "db is stopped (its desired count is 1) until the move is complete: during the snapshot, pulumi up, and this command again.\n",
    );
    expect(first.stderr).toContain("Type eu-central-1b to begin: ");
    const [, snapshotId = ""] = /The snapshot (snap-\w+) contains all data/.exec(first.stdout) ?? [];
    expect(first.stdout).toContain(`availabilityZone: eu-central-1b and snapshotId: ${snapshotId}\n`);
    expect(first.stdout).toContain("npx pulumi state unprotect");
    expect(first.stdout).toContain("without --refresh");
    expect(first.stdout).toContain(
      `With retention: discard, step 3 deletes ${id}, and step 4 can only report what was lost. Set retention: retain first`,
    );
    expect(first.stdout).toContain(`npx ballast move-volume ${name} --cluster main --to eu-central-1b`);
    expect(first.status).toBe(0);

    const { VolumeId: target = "" } = await stage.aws.ec2.send(
      new CreateVolumeCommand({
        AvailabilityZone: "eu-central-1b",
        SnapshotId: snapshotId,
        VolumeType: "gp3",
        TagSpecifications: [
          { ResourceType: "volume", Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
        ],
      }),
    );
    const late = await ballast([...args, "--cancel"]);
    expect(late.stderr).toContain(
      `${target} in eu-central-1b already exists, because Pulumi has created it.`,
    );
    expect(late.status).toBe(1);
    const second = await ballast(args);
    expect(second.stdout).toContain(`${name} is ${target} in eu-central-1b, with all data of the snapshot`);
    expect(second.stdout).toContain(`npx ballast volumes --tag ${name}-before-move --remove ${id}`);
    expect(second.status).toBe(0);
    expect((await ballast(args)).stdout).toBe(`${target} is in eu-central-1b, and its move is complete.\n`);
  });

  it("takes a new snapshot where pulumi created the volume from something else", async () => {
    await Promise.all([ballast([...args, "--yes"]), playAws()]);
    await stage.volume("b", tags);
    const { stderr, status } = await ballast(args);
    expect(stderr).toMatch(
      /was not created from the valid snapshot of this move \(it was blank\)[^]*create a blank volume\. Its new snapshot snap-\w+ has all data[^]*1\. In the stack's settings/,
    );
    expect(status).toBe(1);
  });

  it("prints JSON for machines, and goes back with --cancel", async () => {
    const json = [...args, "--yes", "--format", "json"];
    const [{ stdout, status }] = await Promise.all([ballast(json), playAws()]);
    expect(JSON.parse(stdout)).toEqual({
      stage: "prepared",
      cluster: "main",
      volume: name,
      to: "eu-central-1b",
      id,
      from: "eu-central-1a",
      service: "db",
      desired: 1,
      snapshotId: expect.stringMatching(/^snap-/),
      seconds: expect.any(Number),
    });
    expect(status).toBe(0);
    expect((await ballast([...args, "--cancel"])).stdout).toBe(
      `${id} stays in its zone. The desired count of db is 1 again.\n` +
        "The snapshots that this move created are kept. Do not use them: a later move creates another one.\n",
    );
  });

  it("changes nothing without the zone typed, and says what else is wrong", async () => {
    const { stderr, status } = await ballast(args, { input: "yes\n" });
    expect(stderr).toMatch(/Not confirmed, so nothing was changed\. In scripts, add --yes\.\n$/);
    expect(status).toBe(1);
    expect((await calls()).calls).not.toContain("ec2:CreateTags");
    const zone = await ballast(["move-volume", name, "-c", "main", "--to", "eu-west-1a"]);
    expect(zone.stderr).toContain(
      "--to eu-west-1a is not an available zone of eu-central-1. Use one of eu-central-1a",
    );
    const call = await ballast(["move-volume", name, "-c", "main"]);
    expect([call.status, call.stderr]).toEqual([2, expect.stringContaining("required option '--to <zone>'")]);
  });
});

it("asks ECS which instances satisfy an expression: ballast place --cluster --filter (003a)", async () => {
  const blue = await stage.instance("b", { color: "blue" });
  const table = await ballast(["place", "--cluster", "main", "--filter", "attribute:color == blue"]);
  expect(table.stdout).toContain("main: 1 of 2 container instances");
  expect(table.stdout).toMatch(
    new RegExp(`│ eu-central-1b │ ${blue.ec2InstanceId} +│ \\S+ +│ color=blue +│`),
  );
  expect(table.status).toBe(0);
  const json = await ballast("place --cluster main --filter task:group==service:db --format json".split(" "));
  expect(JSON.parse(json.stdout)).toMatchObject({
    cluster: "main",
    of: 2,
    instances: [{ taskGroups: ["service:db"] }],
  });
  const wrong = await ballast(["place", "--cluster", "mian", "--filter", "task:group == x"]);
  expect([wrong.status, wrong.stderr]).toEqual([
    1,
    "There is no cluster mian in eu-central-1; there are main.\n",
  ]);
});
