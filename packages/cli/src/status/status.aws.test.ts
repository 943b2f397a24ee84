import { golden } from "@ballast/testing";
import { join } from "node:path";
import { CreateClusterCommand } from "@aws-sdk/client-ecs";
import { answerBy, calls, setDrill } from "../../../operate/src/testing/standIn.ts";
import { Stage } from "../../../operate/src/testing/stage.ts";
import { ballast, situation as ranIn } from "../testing.ts";

/* Moto schedules nothing, so ECS's answers are written out; AWS's own models validate them (tools/aws-emulator). */
let stage: Stage;

beforeEach(async () => {
  stage = await Stage.open();
});

afterEach(async () => {
  const { calls: all, faults } = await calls();
  expect(faults).toEqual([]);
  expect(all.filter((call) => !/:(Describe|List|Get|Create|Put|Set)/.test(call))).toEqual([]);
});

const arn = "arn:aws:ecs:eu-central-1:123456789012";
const minutesAgo = (minutes: number): number => Math.floor(Date.now() / 1000) - minutes * 60;

interface Told {
  /** Of the service. @default - 2 of 2 tasks run */
  running?: number;
  desired?: number;
  rollout?: string;
  why?: string;
  begun?: number;
  older?: boolean;
  events?: [minutes: number, message: string][];
  stopped?: object[];
  /** Of a blue/green deployment. @default - a rolling one */
  bakeMinutes?: number;
}

const pull =
  "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref registry.example.com/web:9: not found";
const crashes = [7, 5, 3].map((minutes) => ({
  stopCode: "EssentialContainerExited",
  stoppedReason: "Essential container in task exited",
  stoppedAt: minutesAgo(minutes),
  containers: [{ name: "web", exitCode: 1 }],
}));
const situations: Record<string, Told> = {
  healthy: {},
  deploying: { running: 1, rollout: "IN_PROGRESS", begun: 4, older: true },
  stuck: { running: 0, rollout: "IN_PROGRESS", begun: 95 },
  "crash loop": {
    running: 0,
    rollout: "IN_PROGRESS",
    stopped: crashes,
  },
  "no capacity": {
    running: 0,
    events: [
      [
        2,
        "(service web) was unable to place a task because no container instance met all of its requirements. The closest matching " +
          "container-instance 0a1b has insufficient CPU units available. For more information, see the Troubleshooting section.",
      ],
    ],
  },
  "image missing": {
    running: 0,
    rollout: "IN_PROGRESS",
    older: true,
    stopped: [
      {
        stopCode: "TaskFailedToStart",
        stoppedReason: pull,
        stoppedAt: minutesAgo(6),
        containers: [{ name: "web", reason: pull }],
      },
    ],
  },
  "crash loop, between two crashes": { begun: 300, stopped: crashes },
  "the correction of a crash loop": {
    running: 1,
    rollout: "IN_PROGRESS",
    begun: 2,
    older: true,
    stopped: crashes,
  },
  "no capacity on AWS Fargate": {
    running: 1,
    rollout: "IN_PROGRESS",
    events: [
      [
        2,
        "(service web) was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.",
      ],
    ],
  },
  "unhealthy targets": {
    running: 1,
    rollout: "IN_PROGRESS",
    events: [
      [
        1,
        `(service web) (port 80) is unhealthy in (target-group arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/web/0123456789abcdef) due to (reason Health checks failed with these codes: [502]).`,
      ],
    ],
  },
  "keeps the old tasks on purpose": { rollout: "IN_PROGRESS", begun: 85, older: true, bakeMinutes: 60 },
  "a failed deployment": { rollout: "FAILED", why: "ECS deployment circuit breaker: tasks failed to start." },
  "rolled back": {
    begun: 12,
    events: [
      [5, "(service web) has reached a steady state."],
      [12, "(service web) rolling back to deployment ecs-svc/8."],
      [12, "(service web) (deployment ecs-svc/9) deployment failed: tasks failed to start."],
    ],
  },
  "switched off": { desired: 0, running: 0 },
};

async function tell({
  running = 2,
  desired = 2,
  rollout = "COMPLETED",
  why,
  begun = 10,
  older,
  events = [],
  stopped = [],
  bakeMinutes,
}: Told) {
  const deployment = (status: string, revision: number, rolloutState: string) => ({
    id: `ecs-svc/${revision}`,
    status,
    taskDefinition: `${arn}:task-definition/web:${revision}`,
    desiredCount: desired,
    runningCount: status === "ACTIVE" ? 2 : running,
    createdAt: minutesAgo(begun),
    rolloutState,
    ...(why !== undefined && { rolloutStateReason: why }),
  });
  const service = {
    serviceName: "web",
    serviceArn: `${arn}:service/main/web`,
    clusterArn: `${arn}:cluster/main`,
    status: "ACTIVE",
    desiredCount: desired,
    runningCount: running,
    pendingCount: 0,
    ...(bakeMinutes !== undefined && {
      deploymentConfiguration: { strategy: "BLUE_GREEN", bakeTimeInMinutes: bakeMinutes },
    }),
    deployments: [
      deployment("PRIMARY", 9, rollout),
      ...(older ? [deployment("ACTIVE", 8, "COMPLETED")] : []),
    ],
    events: events.map(([minutes, message], index) => ({
      id: String(index),
      createdAt: minutesAgo(minutes),
      message,
    })),
  };
  const tasks = stopped.map((one, index) => ({
    taskArn: `${arn}:task/main/${index}`,
    group: "service:web",
    lastStatus: "STOPPED",
    ...one,
  }));
  await answerBy({ operation: "ListServices", reply: { serviceArns: [service.serviceArn] } });
  await answerBy({
    operation: "DescribeServices",
    reply: { services: [service], failures: [] },
  });
  await answerBy({
    operation: "ListTasks",
    reply: { taskArns: tasks.map(({ taskArn }) => taskArn) },
  });
  await answerBy({ operation: "DescribeTasks", reply: { tasks, failures: [] } });
}

it("says in plain words what a service does, in each situation", async () => {
  const told: string[] = [];
  for (const [what, situation] of Object.entries(situations)) {
    stage = await Stage.open();
    await tell(situation);
    told.push(ranIn(what, await ballast(["status", "--cluster", "main"])));
  }
  golden(join(__dirname, "situations.golden.txt"), told.join("\n"));
});

it("prints JSON for machines", async () => {
  await tell(situations["crash loop"] ?? {});
  const { status, stdout } = await ballast(["status", "-c", "main", "--format", "json"]);
  expect(JSON.parse(stdout)).toMatchObject({
    stack: null,
    clusters: [
      {
        cluster: "main",
        services: [
          {
            name: "web",
            condition: "stuck",
            isBad: true,
            reasons: [{ kind: "exit", times: 3, last: expect.any(String) as string }],
          },
        ],
      },
    ],
    alarms: [],
    stores: [],
  });
  expect(status).toBe(1);
});

const tags = { Project: "ballast", Scenario: "rexray-ebs", Environment: "prod" };

async function cluster(): Promise<void> {
  await stage.aws.ecs.send(
    new CreateClusterCommand({
      clusterName: "main-cluster-0a1b2c3",
      tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    }),
  );
}

it.each([
  ["fails", { Status: "FAILED", StatusMessage: "The key is disabled." }, 1, "failed 9 d ago"],
  ["is validated", { Status: "COMPLETED", ValidationStatus: "SUCCESSFUL" }, 0, "validated 9 d ago"],
])("says of a stack whose last restore drill %s how it ended", async (_what, drill, expected, text) => {
  const name = "rexray-ebs-prod-mysql";
  await cluster();
  const volume = await stage.volume("a", {
    Name: name,
    "ballast:managed": "pulumi",
    "ballast:volume": name,
  });
  await stage.snapshot(volume);
  await setDrill({
    SourceResourceArn: `arn:aws:ec2:eu-central-1:123456789012:volume/${volume}`,
    CompletionDate: new Date(Date.now() - 9 * 86_400_000).toISOString(),
    ...drill,
  });
  const { status, stdout } = await ballast(["status", "rexray-ebs-prod"]);
  expect(stdout).toContain(text);
  expect(status).toBe(expected);
});

it("says of a stack also which of its alarms ring, and how old its recovery points are", async () => {
  const name = "rexray-ebs-prod-mysql";
  await cluster();
  await stage.volume("a", { Name: name, "ballast:managed": "pulumi", "ballast:volume": name });
  const topic = "arn:aws:sns:eu-central-1:123456789012:watch-topic-0a1b2c3";
  const others = topic.replace("watch", "other");
  const ringing = (AlarmName: string, AlarmActions: string[]) => ({
    AlarmName,
    AlarmActions,
    AlarmDescription: `${AlarmName} says what to do.`,
    StateValue: "ALARM",
    StateUpdatedTimestamp: minutesAgo(12),
  });
  const composite = {
    AlarmName: "rexray-ebs-prod-watch-unhealthy",
    AlarmRule: 'ALARM("watch-service-tasks-0a1b2c3")',
    AlarmActions: [topic],
    StateValue: "OK",
  };
  await answerBy({ operation: "DescribeAlarms", reply: { CompositeAlarms: [composite], MetricAlarms: [] } });
  const MetricAlarms = [
    ringing("watch-service-tasks-0a1b2c3", []),
    ringing("watch-volume-space-0a1b2c3", [topic]),
    // The same alarm of another stack.
    ringing("watch-volume-space-9f8e7d6", [others]),
  ];
  await answerBy({ operation: "DescribeAlarms", reply: { CompositeAlarms: [], MetricAlarms } });
  const { status, stdout } = await ballast(["status", "rexray-ebs-prod"]);
  expect(stdout).toContain("main-cluster-0a1b2c3 (eu-central-1): no services.");
  expect(stdout).toContain("2 alarms are active:\n  watch-service-tasks-0a1b2c3");
  expect(stdout).toContain(
    "  watch-volume-space-0a1b2c3 for 12 min\n    watch-volume-space-0a1b2c3 says what to do.",
  );
  expect(stdout).not.toMatch(/9f8e7d6|volume-host/);
  expect(stdout).toMatch(/mysql-volume +│ EBS volume +│ vol-/);
  expect(status).toBe(1);
});

it.each([
  [[], 2, "give a stack or --cluster <name>"],
  [
    ["rexray-ebs-dev", "-c", "main"],
    2,
    "--cluster names the cluster, so rexray-ebs-dev would have no effect",
  ],
  [["-c", "mian"], 1, "There is no cluster mian in eu-central-1; there are main."],
  [["gone-dev"], 1, "There is no stack gone-dev; there are "],
])("knows a wrong call when it sees one: %p", async (args, status, why) => {
  const ran = await ballast(["status", ...args]);
  expect(ran.stderr).toContain(why);
  expect(ran.status).toBe(status);
});
