import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { DeregisterContainerInstanceCommand } from "@aws-sdk/client-ecs";
import { eventually } from "../testing/moto.ts";
import { always, answerBy } from "../testing/standIn.ts";
import { Stage, stopsFirst, type StageInstance } from "../testing/stage.ts";
import { pluginVolume } from "../testing/taskDefinition.ts";
import { drain } from "./drain.ts";
import { planDrain } from "./plan.ts";

/*
 * Against moto, which keeps state as AWS does and runs nothing: the test plays ECS's scheduler and the agents. So it is
 * not proved here when AWS stops and starts tasks, nor that a volume is attached to another instance, nor that an
 * instance boots.
 */
let stage: Stage;
const pace = { timeoutSeconds: 20, pollSeconds: 0.1 };

beforeEach(async () => {
  stage = await Stage.open();
});

describe("draining where a plugin moves the volume", () => {
  let from: StageInstance;
  const mysql = pluginVolume("rexray-vol", "rexray/ebs");

  beforeEach(async () => {
    from = await stage.instance("a");
    await stage.service("mysql", from, mysql, stopsFirst);
  });

  it("follows the task to another instance of the zone", async () => {
    const to = await stage.instance("a");
    const plan = await planDrain(stage.aws, "main", { taskOf: "mysql" });
    expect(plan).toMatchObject({
      mode: "move",
      ec2InstanceId: from.ec2InstanceId,
      services: ["mysql"],
      warnings: [],
    });
    const said: string[] = [];
    const [drained] = await Promise.all([
      drain(stage.aws, plan, { ...pace, say: (line) => said.push(line) }),
      stage.moveOnceDrained("mysql", from, to),
    ]);
    expect(drained).toEqual({
      cluster: "main",
      region: "eu-central-1",
      instance: from.ec2InstanceId,
      zone: "eu-central-1a",
      state: "DRAINING",
      services: [{ name: "mysql", desiredCount: 1, instances: [to.ec2InstanceId] }],
      seconds: expect.any(Number),
    });
    expect(said).toEqual([
      `still on ${from.ec2InstanceId}: 1 mysql running; mysql: 0 of 1 run on other instances`,
      "mysql: 0 of 1 run on other instances",
    ]);
    expect(await stage.state(from)).toBe("DRAINING");
  });

  it("refuses where no other instance of the zone is left, says why, and changes nothing", async () => {
    const full = await stage.instance("a");
    await stage.instance("b");
    await stage.service("hog", full, {
      containerDefinitions: [{ name: "main", image: "busybox", cpu: 3900, memory: 512 }],
    });
    await expect(planDrain(stage.aws, "main", { instance: from.ec2InstanceId })).rejects.toThrow(
      `${from.ec2InstanceId} was not drained: no other container instance can take the task of mysql with its volume ` +
        "rexray-vol (rexray/ebs), which stays in eu-central-1a.\n" +
        '  0 of 3 instances left; removed: 1 by "not draining", 1 by "256 CPU units", 1 by ' +
        '"attribute:ecs.availability-zone == eu-central-1a"\n' +
        "Start another instance in eu-central-1a",
    );
    expect(await stage.state(from)).toBe("ACTIVE");
  });

  it("lets a volume of EFS change the zone", async () => {
    await stage.service("web", from, pluginVolume("shared", "rexray/efs"));
    await stage.scale("mysql", 0);
    await stage.stop("mysql");
    const to = await stage.instance("b");
    const plan = await planDrain(stage.aws, "main", { taskOf: "web" });
    const [drained] = await Promise.all([
      drain(stage.aws, plan, pace),
      stage.moveOnceDrained("web", from, to),
    ]);
    expect(drained.services).toEqual([{ name: "web", desiredCount: 1, instances: [to.ec2InstanceId] }]);
  });

  it("times out with what to do next", async () => {
    await stage.instance("a");
    const plan = await planDrain(stage.aws, "main", { instance: from.arn });
    const id = from.arn.slice(from.arn.lastIndexOf("/") + 1);
    await expect(drain(stage.aws, plan, { timeoutSeconds: 0.3, pollSeconds: 0.1 })).rejects.toThrow(
      [
        `Timed out after 0.01 min: still on ${from.ec2InstanceId}: 1 mysql running; mysql: 0 of 1 run on other instances.`,
        `${from.ec2InstanceId} stays DRAINING: ECS continues to stop its tasks, and places no new ones on it.`,
        "To see what they wait for: aws ecs describe-services --region eu-central-1 --cluster main --services mysql " +
          "--query 'services[].events[:5]'",
        `To continue following them: npx ballast drain --region eu-central-1 --cluster main --instance ${from.ec2InstanceId}`,
        "To allow tasks on it again: aws ecs update-container-instances-state --region eu-central-1 --cluster main " +
          `--container-instances ${id} --status ACTIVE`,
      ].join("\n"),
    );
  });

  it("goes on where an earlier drain ended", async () => {
    const to = await stage.instance("a");
    const first = await planDrain(stage.aws, "main", { taskOf: "mysql" });
    await expect(drain(stage.aws, first, { timeoutSeconds: 0.2, pollSeconds: 0.1 })).rejects.toThrow(
      "Timed out",
    );
    await stage.stop("mysql");
    // Moto says that as many run as are wanted, so another service stands for one that waits.
    await stage.family("late");
    await stage.waiting("late");
    const again = await planDrain(stage.aws, "main", { instance: from.ec2InstanceId });
    expect(again.services).toEqual(["late"]);
    expect(again.warnings).toEqual([
      "It is already draining.",
      "late may still be starting after an earlier drain, so their tasks are followed too.",
    ]);
    await Promise.all([
      drain(stage.aws, again, pace),
      stage.scale("late", 1).then(() => stage.start("late", to)),
    ]);
  });

  it("says what it leaves behind when somebody interrupts", async () => {
    await stage.instance("a");
    const plan = await planDrain(stage.aws, "main", { taskOf: "mysql" });
    const controller = new AbortController();
    const following = drain(stage.aws, plan, { ...pace, signal: controller.signal });
    const told = expect(following).rejects.toThrow(
      /^Interrupted: still on i-\w+: .*\ni-\w+ stays DRAINING: /,
    );
    await eventually(async () => (await stage.state(from)) === "DRAINING");
    setTimeout(() => controller.abort(), 300);
    await told;
  });
});

describe("draining where the volume is attached to its host", () => {
  const volume = "rexray-ebs-dev-mysql";
  const bound = {
    volumes: [{ name: "data", host: { sourcePath: "/data" } }],
    placementConstraints: [
      { type: "memberOf" as const, expression: `attribute:ballast.volume == ${volume}` },
    ],
  };

  async function ofGroup(name: string): Promise<string[]> {
    const { AutoScalingGroups = [] } = await stage.aws.autoScaling.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
    );
    return (AutoScalingGroups[0]?.Instances ?? []).map(({ InstanceId = "" }) => InstanceId);
  }

  it("has the group replace the instance, and follows the successor (F.4.11)", async () => {
    await stage.group("data", ["a"]);
    const [first = ""] = await ofGroup("data");
    const from = await stage.register(first, { "ballast.volume": volume });
    await stage.service("mysql", from, bound, stopsFirst);
    const plan = await planDrain(stage.aws, "main", { taskOf: "mysql" });
    expect(plan).toMatchObject({ mode: "replace", volume: volume, group: "data", services: ["mysql"] });
    const said: string[] = [];
    const play = async (): Promise<string> => {
      await stage.moveOnceDrained("mysql", from);
      let successor = "";
      await eventually(async () => {
        successor = (await ofGroup("data")).find((id) => id !== first) ?? "";
        return successor !== "";
      });
      await eventually(() => Promise.resolve(said.some((line) => line.includes("has not joined main yet"))));
      // AWS deregisters a terminated instance; moto leaves that to us.
      await stage.aws.ecs.send(
        new DeregisterContainerInstanceCommand({ cluster: "main", containerInstance: from.arn, force: true }),
      );
      const to = await stage.register(successor, { "ballast.volume": volume });
      await stage.start("mysql", to);
      return successor;
    };
    const [drained, successor] = await Promise.all([
      drain(stage.aws, plan, { ...pace, say: (line) => said.push(line) }),
      play(),
    ]);
    expect(drained).toMatchObject({
      state: "TERMINATED",
      successor,
      services: [{ name: "mysql", desiredCount: 1, instances: [successor] }],
    });
    expect(await ofGroup("data")).toEqual([successor]);
  });

  it("terminates nothing while ECS does not describe a task that it lists", async () => {
    await stage.group("data", ["a"]);
    const [first = ""] = await ofGroup("data");
    const from = await stage.register(first, { "ballast.volume": volume });
    await stage.service("mysql", from, bound, stopsFirst);
    const plan = await planDrain(stage.aws, "main", { taskOf: "mysql" });
    const failures = [{ arn: "arn:aws:ecs:eu-central-1:123456789012:task/main/0123", reason: "MISSING" }];
    await answerBy({ operation: "DescribeTasks", reply: { tasks: [], failures }, times: always });
    await expect(drain(stage.aws, plan, pace)).rejects.toThrow(
      /^ECS does not describe all tasks of main: 0 of 1; not 0123 \(MISSING\)\. Try again\.\ni-\w+ stays DRAINING/,
    );
    expect(await ofGroup("data")).toEqual([first]);
  });

  it("says how to go on when the successor does not come", async () => {
    await stage.group("data", ["a"]);
    const [first = ""] = await ofGroup("data");
    await stage.register(first, { "ballast.volume": volume });
    // Its service waits already: an earlier drain was interrupted.
    await stage.service("mysql", undefined, bound, stopsFirst);
    await stage.scale("mysql", 1);
    const plan = await planDrain(stage.aws, "main", { instance: first });
    expect(plan.services).toEqual(["mysql"]);
    await expect(drain(stage.aws, plan, { timeoutSeconds: 1, pollSeconds: 0.1 })).rejects.toThrow(
      /^Timed out after 0\.02 min: i-\w+ has started but has not joined main yet\.\ni-\w+ is being terminated, and data launches a replacement, .*\nTo see the activities of the group: aws autoscaling describe-scaling-activities /,
    );
  });

  describe("beside tasks of others", () => {
    let from: StageInstance;
    const planned = () => planDrain(stage.aws, "main", { taskOf: "mysql" });

    beforeEach(async () => {
      await stage.group("data", ["a"]);
      const [first = ""] = await ofGroup("data");
      from = await stage.register(first, { "ballast.volume": volume });
      await stage.service("mysql", from, bound, stopsFirst);
    });

    it("refuses while another service has nowhere to go, and changes nothing", async () => {
      await stage.service("web", from);
      await expect(planned()).rejects.toThrow(
        new RegExp(
          `^${from.ec2InstanceId} was not drained: the volume ${volume} is attached to it, .* these would not stop:\n  web: 1 task cannot be ` +
            'placed on another instance, .*\\(minimumHealthyPercent is 100\\): 0 of 1 instances left; removed: 1 by "not draining"\n' +
            "Start another instance .* Nothing was changed\\.$",
        ),
      );
      expect(await stage.state(from)).toBe("ACTIVE");
      await stage.instance("b");
      expect(await planned()).toMatchObject({ mode: "replace", services: ["mysql", "web"], warnings: [] });
    });

    it.each([
      [0, 200],
      [0, 100],
    ])("does not where ECS may stop it (%i to %i percent)", async (minimumHealthyPercent, maximumPercent) => {
      await stage.service("web", from, {}, { minimumHealthyPercent, maximumPercent });
      expect(await planned()).toMatchObject({ mode: "replace", warnings: [] });
    });

    it("refuses while the volume's own service may not stop its task", async () => {
      await stage.stop("mysql");
      const own = { minimumHealthyPercent: 100, maximumPercent: 200 };
      await stage.service("postgres", from, bound, own);
      await expect(planDrain(stage.aws, "main", { taskOf: "postgres" })).rejects.toThrow(
        "\n  postgres: 1 task cannot be placed on another instance",
      );
    });

    it("refuses while a task of no service runs there", async () => {
      const task = await stage.standalone("mysql", from);
      await expect(planned()).rejects.toThrow(
        `\n  standalone tasks, which ECS lets run until they end: ${task.slice(task.lastIndexOf("/") + 1)}\n`,
      );
    });

    it("says so, and follows it, where the instance is draining already", async () => {
      await stage.service("web", from);
      await stage.drain(from);
      const { warnings } = await planned();
      expect(warnings).toEqual([
        "It is already draining.",
        expect.stringContaining("\n  web: 1 task cannot be placed on another instance"),
      ]);
    });
  });

  it("refuses where the successor might start in another zone, or nobody would start one", async () => {
    await stage.group("wide", ["a", "b"]);
    const [first = ""] = await ofGroup("wide");
    await stage.register(first, { "ballast.volume": volume });
    await expect(planDrain(stage.aws, "main", { instance: first })).rejects.toThrow(
      /the replacement that the Auto Scaling group wide launches may be in another zone \(eu-central-1a, eu-central-1b\)/,
    );
    const alone = await stage.instance("a", { "ballast.volume": volume });
    await expect(planDrain(stage.aws, "main", { instance: alone.ec2InstanceId })).rejects.toThrow(
      "it is in no Auto Scaling group that would launch a replacement. Nothing was changed.",
    );
    expect(await stage.state(alone)).toBe("ACTIVE");
  });
});

describe("draining anything else", () => {
  it("warns of tasks that would wait, and of tasks that nobody moves", async () => {
    const from = await stage.instance("a");
    await stage.service("web", from);
    const plan = await planDrain(stage.aws, "main", { instance: from.ec2InstanceId });
    expect(plan.warnings).toEqual([
      '1 task of web would wait, because no other instance has room: 0 of 1 instances left; removed: 1 by "not draining".',
    ]);
  });

  it("knows what there is where a name is wrong", async () => {
    const one = await stage.instance("a");
    const other = await stage.instance("b");
    await stage.service("web", one);
    await stage.service("idle", undefined);
    const refused = (cluster: string, target: Parameters<typeof planDrain>[2]) =>
      expect(planDrain(stage.aws, cluster, target)).rejects;
    await refused("mian", { taskOf: "web" }).toThrow(
      "There is no cluster mian in eu-central-1; there are main.",
    );
    await refused("main", { taskOf: "wbe" }).toThrow(
      "There is no service wbe in main (eu-central-1); there are idle, web.",
    );
    await refused("main", { instance: "i-0" }).toThrow(
      `There is no container instance i-0 in main (eu-central-1); there are ${[one.ec2InstanceId, other.ec2InstanceId].sort().join(", ")}.`,
    );
    await refused("main", { taskOf: "idle" }).toThrow(
      "idle runs no task in main, so there is nothing to drain.",
    );
    await stage.start("web", other);
    await refused("main", { taskOf: "web" }).toThrow(
      "web runs tasks on 2 instances; name one of them with --instance: ",
    );
  });
});
