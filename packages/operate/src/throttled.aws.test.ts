import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ECSClient } from "@aws-sdk/client-ecs";
import { EFSClient } from "@aws-sdk/client-efs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { explaining, type Aws } from "./aws.ts";
import { drain } from "./drain/drain.ts";
import { planDrain } from "./drain/plan.ts";
import { planMove, prepareMove } from "./move/prepare.ts";
import { moveStage } from "./move/volumes.ts";
import { always, answerBy } from "./testing/standIn.ts";
import { Stage } from "./testing/stage.ts";
import { pluginVolume } from "./testing/taskDefinition.ts";

/* The SDK tries each call six times; with one try, what a test injects reaches the command. */
const pace = { timeoutSeconds: 20, pollSeconds: 0.05 };
let stage: Stage;
let aws: Aws;

beforeEach(async () => {
  stage = await Stage.open();
  const options = { maxAttempts: 1 };
  aws = explaining(stage.aws.region, {
    ecs: new ECSClient(options),
    ec2: new EC2Client(options),
    efs: new EFSClient(options),
    autoScaling: new AutoScalingClient(options),
    cloudWatch: new CloudWatchClient(options),
    logs: new CloudWatchLogsClient(options),
    ssm: new SSMClient(options),
  });
});

/** AWS's words for "later" (common errors of its API references), and a fault of its own. */
const faults = [
  { code: "ThrottlingException", status: 400 },
  { code: "RequestLimitExceeded", status: 503 },
  { code: "ServerException", status: 500 },
];

describe.each(faults)("a poll that AWS answers with $code ($status)", (fault) => {
  it.each([
    "ListTasks",
    "DescribeTasks",
    "DescribeServices",
    "ListContainerInstances",
    "DescribeContainerInstances",
  ])("is asked again by drain: %s", async (operation) => {
    const [from, to] = [await stage.instance("a"), await stage.instance("a")];
    await stage.service("mysql", from, pluginVolume("rexray-vol", "rexray/ebs"));
    const plan = await planDrain(aws, "main", { taskOf: "mysql" });
    await answerBy({ operation, ...fault, times: 2 });
    const said: string[] = [];
    // The test's own clients try again.
    const [drained] = await Promise.all([
      drain(aws, plan, { ...pace, say: (line) => said.push(line) }),
      stage.moveOnceDrained("mysql", from, to),
    ]);
    expect(drained.services).toEqual([{ name: "mysql", desiredCount: 1, instances: [to.ec2InstanceId] }]);
  });

  it.each([
    ["ListTasks", 0],
    ["DescribeVolumes", 0],
    // Not the first one: a move asks once, before it polls.
    ["DescribeSnapshots", 1],
  ])("is asked again by move-volume: %s", async (operation, after) => {
    const id = await stage.volume("a", { Name: "data", "ballast:volume": "data" });
    const request = { cluster: "main", volume: "data", to: "eu-central-1b" };
    const host = await stage.instance("a");
    await stage.service("db", host, pluginVolume("data", "rexray/ebs"));
    const found = await moveStage(aws, request);
    if (found.stage !== "before") throw new Error(found.stage);
    const plan = await planMove(aws, request, found.source);
    await stage.stop("db");
    await answerBy({ operation, ...fault, times: 2, after });
    const { snapshotId } = await prepareMove(aws, plan, pace);
    expect(snapshotId).toMatch(/^snap-/);
    expect(plan.id).toBe(id);
  });
});

describe("a poll that AWS does not answer", () => {
  it("ends when time is up, and says why", async () => {
    const from = await stage.instance("a");
    await stage.service("web", from);
    const plan = await planDrain(aws, "main", { instance: from.ec2InstanceId });
    await answerBy({ operation: "ListTasks", code: "ThrottlingException", times: always });
    await expect(drain(aws, plan, { timeoutSeconds: 0.5, pollSeconds: 0.05 })).rejects.toThrow(
      /^Timed out after 0\.01 min: ecs:ListTasks failed with ThrottlingException, retrying\.\ni-\w+ stays DRAINING/,
    );
  });

  it("is not asked again where AWS refuses it", async () => {
    const from = await stage.instance("a");
    await stage.service("web", from);
    const plan = await planDrain(aws, "main", { instance: from.ec2InstanceId });
    await answerBy({ operation: "ListTasks", code: "AccessDeniedException", times: 1 });
    await expect(drain(aws, plan, pace)).rejects.toThrow(/^AWS does not allow ecs:ListTasks\. /);
  });
});
