import { type ChildProcess } from "node:child_process";
import { eventually } from "../../../operate/src/testing/moto.ts";
import { Stage, stopsFirst, type StageInstance } from "../../../operate/src/testing/stage.ts";
import { pluginVolume } from "../../../operate/src/testing/taskDefinition.ts";
import { ballast } from "../testing.ts";

/* Against moto, which moves no tasks: the test does, as ECS would (see packages/operate). */
let stage: Stage;
let from: StageInstance;
let to: StageInstance;

beforeEach(async () => {
  stage = await Stage.open();
  [from, to] = [await stage.instance("a"), await stage.instance("a")];
  await stage.service("mysql", from, pluginVolume("rexray-vol", "rexray/ebs"), stopsFirst);
});

describe("ballast drain", () => {
  it("asks, drains, and says where the tasks are", async () => {
    const [{ status, stdout, stderr }] = await Promise.all([
      ballast(["drain", "--cluster", "main", "--task-of", "mysql"], { input: "yes\n" }),
      stage.moveOnceDrained("mysql", from, to),
    ]);
    expect(stderr).toContain(
      `${from.ec2InstanceId} (eu-central-1a) of main in eu-central-1 runs mysql.\n` +
        "ECS will place no new tasks on it, and will start the tasks of its services on other instances.\n" +
        `Type yes to drain ${from.ec2InstanceId}: `,
    );
    expect(stderr).toContain(`still on ${from.ec2InstanceId}: 1 mysql running`);
    expect(stdout).toMatch(
      new RegExp(
        `^${from.ec2InstanceId} has no tasks left after \\d+ s, and stays DRAINING\\.\n` +
          `  mysql: 1 task on ${to.ec2InstanceId}\n` +
          "To allow tasks on it again: aws ecs update-container-instances-state .* --status ACTIVE\n$",
      ),
    );
    expect(status).toBe(0);
  });

  it("prints JSON for machines, and asks nothing with --yes", async () => {
    const [{ status, stdout }] = await Promise.all([
      ballast(["drain", "-c", "main", "--instance", from.ec2InstanceId, "--yes", "--format", "json"]),
      stage.moveOnceDrained("mysql", from, to),
    ]);
    expect(JSON.parse(stdout)).toEqual({
      cluster: "main",
      region: "eu-central-1",
      instance: from.ec2InstanceId,
      zone: "eu-central-1a",
      state: "DRAINING",
      services: [{ name: "mysql", desiredCount: 1, instances: [to.ec2InstanceId] }],
      seconds: expect.any(Number),
    });
    expect(status).toBe(0);
  });

  it.each([
    ["nobody", ""],
    ["somebody who says no", "no\n"],
  ])("changes nothing without the word of %s", async (_who, input) => {
    const { status, stderr } = await ballast(["drain", "-c", "main", "--task-of", "mysql"], { input });
    expect(stderr).toMatch(/Not confirmed, so nothing was changed\. In scripts, add --yes\.\n$/);
    expect(status).toBe(1);
    expect(await stage.state(from)).toBe("ACTIVE");
  });

  it("times out with 1, and leaves a word about how things stand", async () => {
    const { status, stderr } = await ballast("drain -c main --task-of mysql --yes --timeout 0.02".split(" "));
    expect(stderr).toMatch(/Timed out after 0\.02 min: still on i-\w+: .*\ni-\w+ stays DRAINING: /);
    expect(stderr).toContain("--status ACTIVE");
    expect(stderr).not.toMatch(/\n +at /);
    expect(status).toBe(1);
  });

  it("leaves a word when Ctrl-C ends it", async () => {
    let child: ChildProcess | undefined;
    const [{ status, stderr }] = await Promise.all([
      ballast("drain -c main --task-of mysql --yes".split(" "), { started: (one) => (child = one) }),
      eventually(async () => (await stage.state(from)) === "DRAINING").then(() => {
        setTimeout(() => child?.kill("SIGINT"), 300);
      }),
    ]);
    expect(stderr).toMatch(
      /Interrupted: still on i-\w+: .*\ni-\w+ stays DRAINING: ECS continues to stop its tasks/,
    );
    expect(status).toBe(1);
  });

  it.each<[string, string[], number, RegExp]>([
    ["neither instance nor service", ["-c", "main"], 2, /give --instance <id> or --task-of <service>/],
    ["both", ["-c", "main", "--instance", "i-0", "--task-of", "mysql"], 2, /cannot be used with/],
    ["no cluster", ["--task-of", "mysql"], 2, /required option '-c, --cluster <name>' not specified/],
    [
      "no time",
      ["-c", "main", "--task-of", "mysql", "--timeout", "soon"],
      2,
      /Give minutes, for example 20 or 0\.5\./,
    ],
    [
      "an unknown cluster",
      ["-c", "mian", "--task-of", "mysql"],
      1,
      /^There is no cluster mian in eu-central-1; there are main\.\n$/,
    ],
    [
      "another region",
      ["-c", "main", "--task-of", "mysql", "--region", "eu-west-1"],
      1,
      /^There is no cluster main in eu-west-1; there is none\.\n$/,
    ],
    [
      "an unknown instance",
      ["-c", "main", "--instance", "i-0"],
      1,
      /^There is no container instance i-0 in main \(eu-central-1\); there are i-/,
    ],
    [
      "an unknown service",
      ["-c", "main", "--task-of", "my"],
      1,
      /^There is no service my in main \(eu-central-1\); there are mysql\.\n$/,
    ],
  ])("answers %s", async (_what, args, expected, message) => {
    const { status, stderr } = await ballast(["drain", ...args]);
    expect(stderr).toMatch(message);
    expect(status).toBe(expected);
  });

  it.each<[string, Record<string, string | undefined>, RegExp]>([
    ["credentials", { AWS_ACCESS_KEY_ID: undefined }, /^There are no AWS credentials: set AWS_PROFILE, /],
    ["a region", { AWS_REGION: undefined }, /^No region is set\. Give --region, /],
    [
      "a way to AWS",
      { AWS_ENDPOINT_URL: "http://127.0.0.1:1" },
      /does not respond \(ECONNREFUSED, ecs:DescribeClusters\)/,
    ],
  ])("says that there is no such thing as %s", async (_what, env, message) => {
    const { status, stderr } = await ballast(["drain", "-c", "main", "--task-of", "mysql"], { env });
    expect(stderr).toMatch(message);
    // After what the command waits for.
    expect(stderr.replace("reading the tasks of main\n", "").trimEnd()).not.toContain("\n");
    expect(status).toBe(1);
  });

  it("refuses where the volume has nowhere to go", async () => {
    await stage.scale("mysql", 0);
    await stage.stop("mysql");
    const alone = await stage.instance("b");
    await stage.service("postgres", alone, pluginVolume("pg", "rexray/ebs"));
    const { status, stderr } = await ballast("drain -c main --task-of postgres --yes".split(" "));
    expect(stderr).toContain(
      '0 of 3 instances left; removed: 1 by "not draining", 2 by "attribute:ecs.availability-zone',
    );
    expect(stderr).toContain("Nothing was changed.");
    expect(status).toBe(1);
    expect(await stage.state(alone)).toBe("ACTIVE");
  });
});
