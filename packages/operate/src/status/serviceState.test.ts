import type { Deployment, Service, ServiceEvent, Task } from "@aws-sdk/client-ecs";
import { stateOf, type Condition, type ReasonKind } from "./serviceState.ts";

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

it("counts what happened again, says when it did last, and what to do", () => {
  const state = stateOf(
    rolling({ events: [noPlace, noPlace] }),
    [crash, { ...crash, stoppedAt: ago(9) }],
    now,
  );
  expect(state).toMatchObject({
    name: "web",
    revision: "web:7",
    desired: 2,
    running: 2,
    others: 1,
    deployingSince: ago(5),
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
