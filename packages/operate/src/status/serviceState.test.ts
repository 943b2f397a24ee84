import type { Deployment, Service, ServiceEvent, Task } from "@aws-sdk/client-ecs";
import type { ReasonKind } from "./reason.ts";
import { stateOf, type Condition } from "./serviceState.ts";

const now = new Date("2026-11-27T12:00:00Z");
const ago = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);

function service(more: Partial<Service> = {}, deployment: Deployment = {}): Service {
  const arn = "arn:aws:ecs:eu-central-1:123456789012";
  return {
    serviceName: "web",
    clusterArn: `${arn}:cluster/main`,
    desiredCount: 2,
    runningCount: 2,
    pendingCount: 0,
    deployments: [
      {
        status: "PRIMARY",
        rolloutState: "COMPLETED",
        taskDefinition: `${arn}:task-definition/web:7`,
        createdAt: ago(5),
        runningCount: 2,
        ...deployment,
      },
    ],
    ...more,
  };
}
const deploying: Deployment = { rolloutState: "IN_PROGRESS", runningCount: 0 };
const older: Deployment = { status: "ACTIVE", runningCount: 2, taskDefinition: "…/web:6" };
const rolling = (more: Partial<Service> = {}, deployment: Deployment = {}): Service => {
  const one = service(more, { ...deploying, ...deployment });
  return { ...one, deployments: [...(one.deployments ?? []), older] };
};
const event = (message: string, minutes = 2): ServiceEvent => ({
  message: `(service web) ${message}`,
  createdAt: ago(minutes),
});
const stopped = (more: Partial<Task>, minutes = 3): Task => ({
  lastStatus: "STOPPED",
  stoppedAt: ago(minutes),
  ...more,
});

const noPlace = event(
  "was unable to place a task because no container instance met all of its requirements. The closest matching " +
    "container-instance 0123 has insufficient memory available. For more information, see the Troubleshooting section.",
);
const steady = event("has reached a steady state.", 1);
const fails = (minutes: number): ServiceEvent =>
  event("(deployment ecs-svc/2) deployment failed: tasks failed to start.", minutes);
const baking = (bakeTimeInMinutes: number): Partial<Service> => ({
  deploymentConfiguration: { strategy: "BLUE_GREEN", bakeTimeInMinutes },
});
const pull = stopped({
  stopCode: "TaskFailedToStart",
  stoppedReason:
    "CannotPullContainerError: pull image manifest has been retried 1 time(s): registry.example.com/web:9: not found",
});
const crash = stopped({
  stopCode: "EssentialContainerExited",
  stoppedReason: "Essential container in task exited",
  containers: [
    { name: "sidecar", exitCode: 0 },
    { name: "web", exitCode: 3 },
  ],
});
const killed = stopped({
  stopCode: "EssentialContainerExited",
  containers: [
    { name: "web", exitCode: 137, reason: "OutOfMemoryError: Container killed due to memory usage" },
  ],
});
const unprepared = stopped({
  stopCode: "TaskFailedToStart",
  stoppedReason:
    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed",
});
const unhealthy = stopped({
  stopCode: "ServiceSchedulerInitiated",
  stoppedReason: "Task failed ELB health checks in (target-group …)",
});
const orderly = stopped({
  stopCode: "ServiceSchedulerInitiated",
  stoppedReason: "Scaling activity initiated by deployment",
});

const situations: [
  what: string,
  service: Service,
  stopped: Task[],
  condition: Condition,
  kinds: ReasonKind[],
][] = [
  ["runs what it wants", service(), [crash, orderly], "healthy", []],
  ["wants nothing", service({ desiredCount: 0, runningCount: 0 }), [orderly], "off", []],
  ["is being deployed", rolling({}, { createdAt: ago(3) }), [orderly], "deploying", []],
  ["waits for its first tasks", service({ runningCount: 0, pendingCount: 2 }), [], "starting", []],
  [
    "has not come up for half an hour, and nobody says why",
    rolling({}, { createdAt: ago(31) }),
    [],
    "stuck",
    [],
  ],
  ["crashes again and again", rolling({}), [crash, crash], "stuck", ["exit"]],
  ["takes too much memory", service({ runningCount: 1 }), [killed], "stuck", ["memory"]],
  ["has an image that is not there", rolling({}), [pull], "stuck", ["image"]],
  ["cannot read its secret", rolling({}), [unprepared], "stuck", ["preparation"]],
  ["does not answer its health check", rolling({}), [unhealthy], "stuck", ["unhealthy"]],
  ["finds no instance", rolling({ events: [noPlace, noPlace] }), [], "stuck", ["placement"]],
  [
    "found none before it was in a steady state",
    service({ runningCount: 1, events: [event("has reached a steady state.", 1), noPlace] }),
    [],
    "starting",
    [],
  ],
  [
    "went back to the revision before",
    service(
      { runningCount: 2 },
      {
        rolloutState: "FAILED",
        rolloutStateReason: "ECS deployment circuit breaker: tasks failed to start.",
      },
    ),
    [],
    "failed",
    ["deployment"],
  ],
  [
    "crashes again and again, but runs between two crashes",
    service({}, { createdAt: ago(300) }),
    [2, 6, 11].map((minutes) => ({ ...crash, stoppedAt: ago(minutes) })),
    "unstable",
    ["exit"],
  ],
  [
    "crashed three times, but not lately",
    service({}, { createdAt: ago(300) }),
    [16, 20, 30].map((minutes) => ({ ...crash, stoppedAt: ago(minutes) })),
    "healthy",
    [],
  ],
  [
    "lost Spot Instances, and runs on others",
    service({}, { createdAt: ago(300) }),
    [2, 6, 11].map((minutes) => stopped({ stopCode: "SpotInterruption" }, minutes)),
    "healthy",
    [],
  ],
  [
    "gets the correction of a revision that crashed",
    rolling({}, { createdAt: ago(4) }),
    [
      { ...crash, stoppedAt: ago(6) },
      { ...crash, taskDefinitionArn: "…/web:6" },
    ],
    "deploying",
    [],
  ],
  [
    "keeps the old tasks for an hour, on purpose",
    rolling(baking(60), { createdAt: ago(85) }),
    [],
    "deploying",
    [],
  ],
  [
    "waits for its network load balancer",
    rolling(
      {
        ...baking(0),
        loadBalancers: [
          {
            advancedConfiguration: {
              alternateTargetGroupArn: "…",
              productionListenerRule:
                "arn:aws:elasticloadbalancing:eu-central-1:123456789012:listener/net/web/0123456789abcdef/0123456789abcdef",
              roleArn: "…",
            },
          },
        ],
      },
      { createdAt: ago(45) },
    ),
    [],
    "deploying",
    [],
  ],
  ["has kept them for longer", rolling(baking(60), { createdAt: ago(95) }), [], "stuck", []],
  [
    "moves its traffic in four steps, with 20 minutes after each",
    rolling(
      {
        deploymentConfiguration: {
          strategy: "LINEAR",
          linearConfiguration: { stepPercent: 30, stepBakeTimeInMinutes: 20 },
        },
      },
      { createdAt: ago(85) },
    ),
    [],
    "deploying",
    [],
  ],
  [
    "finds no capacity on AWS Fargate",
    rolling({ events: [event("was unable to place a task. Reason: Capacity is unavailable at this time.")] }),
    [],
    "stuck",
    ["placement"],
  ],
  [
    "has found no place for hours, of which ECS tells once",
    rolling({ events: [{ ...noPlace, createdAt: ago(150) }] }, { createdAt: ago(200) }),
    [],
    "stuck",
    ["placement"],
  ],
  [
    "has targets that fail their check",
    rolling({
      events: [
        event(
          "(port 80) is unhealthy in (target-group arn:aws:elasticloadbalancing:…) due to (reason Health checks failed with these codes: [502]).",
        ),
      ],
    }),
    [],
    "stuck",
    ["unhealthy"],
  ],
  [
    "can replace no task within its percentages",
    rolling({
      events: [
        event(
          "was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.",
        ),
      ],
    }),
    [],
    "stuck",
    ["deployment"],
  ],
  [
    "was rolled back by ECS, and runs the revision before",
    service({ events: [steady, event("rolling back to deployment ecs-svc/1.", 5), fails(5)] }),
    [],
    "failed",
    ["deployment"],
  ],
  [
    "is being rolled back",
    {
      ...service({ runningCount: 2 }, { rolloutState: "IN_PROGRESS" }),
      deployments: [
        { status: "PRIMARY", rolloutState: "IN_PROGRESS", createdAt: ago(1), runningCount: 2 },
        { status: "ACTIVE", rolloutState: "FAILED", createdAt: ago(9), runningCount: 1 },
      ],
    },
    [],
    "failed",
    ["deployment"],
  ],
  ["was corrected after a failure", service({ events: [steady, fails(30)] }), [], "healthy", []],
  ["crashed two hours ago", rolling({}), [stopped({ ...crash, stoppedAt: ago(120) })], "deploying", []],
  [
    "lost an instance",
    service({ runningCount: 1 }, {}),
    [stopped({ stopCode: "SpotInterruption" })],
    "stuck",
    ["host"],
  ],
];

it.each(situations)("a service that %s", (_what, one, tasks, condition, kinds) => {
  const state = stateOf(one, tasks, now);
  expect({ condition: state.condition, kinds: state.reasons.map(({ kind }) => kind) }).toEqual({
    condition,
    kinds,
  });
});

it("names instances only to a service that lacks them", () => {
  const actionOf = (message: string) =>
    stateOf(rolling({ events: [event(message)] }), [], now).reasons[0]?.action;
  expect(actionOf("was unable to place a task. Reason: Capacity is unavailable at this time.")).toMatch(
    /more zones/,
  );
  expect(
    actionOf(
      "was unable to reach steady state. Reason: No Container Instances were found in your capacity provider.",
    ),
  ).toMatch(/^npx ballast place --cluster main --why web$/);
});

it("counts what happened again, says when it did last, and what to do", () => {
  const state = stateOf(
    rolling({ events: [noPlace, noPlace] }, { createdAt: ago(10) }),
    [crash, { ...crash, stoppedAt: ago(9) }],
    now,
  );
  expect(state).toMatchObject({
    name: "web",
    revision: "web:7",
    desired: 2,
    running: 2,
    others: 1,
    deployingSince: ago(10),
  });
  expect(state.reasons).toEqual([
    {
      kind: "placement",
      says: "ECS cannot place a task: no container instance met all of its requirements.",
      action: "npx ballast place --cluster main --why web",
      times: 2,
      last: ago(2),
    },
    {
      kind: "exit",
      says: "Container web ended with exit status 3",
      action: "See its logs for the reason: npx ballast logs",
      times: 2,
      last: ago(3),
    },
  ]);
});
