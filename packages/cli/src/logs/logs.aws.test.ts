import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { always, answerBy, calls } from "../../../operate/src/testing/standIn.ts";
import { Stage } from "../../../operate/src/testing/stage.ts";
import { container } from "../../../operate/src/testing/taskDefinition.ts";
import { golden } from "@ballast/testing";
import { join } from "node:path";
import { ballast, situation } from "../testing.ts";
import { sinceDate } from "../since.ts";

/* Against moto. */
let stage: Stage;
const minute = 60_000;

beforeEach(async () => {
  stage = await Stage.open();
  for (const [service, group] of [
    ["web-service-0a1b2c3", "web-logs"],
    ["worker", "worker-logs"],
  ] as const) {
    const options = {
      "awslogs-group": group,
      "awslogs-stream-prefix": "ecs",
      "awslogs-region": "eu-central-1",
    };
    await stage.service(service, undefined, {
      containerDefinitions: [
        { ...container, name: "app", logConfiguration: { logDriver: "awslogs", options } },
      ],
    });
  }
  await write("web-logs", "ecs/app/0123456789abcdef", [90, "an old line"], [5, "started\n"], [1, "served"]);
  await write("web-logs", "other/app/0123456789abcdef", [1, "of another task definition"]);
});

afterEach(async () => {
  expect((await calls()).faults).toEqual([]);
});

async function write(
  logGroupName: string,
  logStreamName: string,
  ...lines: [number, string][]
): Promise<void> {
  const { logs } = stage.aws;
  await logs.send(new CreateLogGroupCommand({ logGroupName })).catch(() => undefined);
  await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  const logEvents = lines.map(([minutes, message]) => ({
    timestamp: Date.now() - minutes * minute,
    message,
  }));
  await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
}

const logs = (...args: string[]) => ballast(["logs", ...args]);

describe("ballast logs", () => {
  it("prints the last hour, the oldest first, with who wrote it; of a group that is not there nothing", async () => {
    const { status, stdout } = await logs("-c", "main");
    expect(stdout).toMatch(
      /^\S+Z web-service-0a1b2c3\/app\/01234567 started\n\S+Z web-service-0a1b2c3\/app\/01234567 served\n$/,
    );
    expect(status).toBe(0);
  });

  it("takes a service by its name in the plan, and a time from when on", async () => {
    const { stdout } = await logs("-c", "main", "-s", "web", "--since", "2h", "--format", "json");
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(lines).toMatchObject([
      { message: "an old line", service: "web-service-0a1b2c3", container: "app", task: "0123456789abcdef" },
      { message: "started" },
      { message: "served" },
    ]);
  });

  it("goes on with what comes, each line once, until it is interrupted", async () => {
    await write("worker-logs", "ecs/app/1", [2, "before"]);
    let written: Promise<void> = Promise.resolve();
    const { status, stdout } = await ballast(["logs", "-c", "main", "-s", "worker", "--follow"], {
      started: (child) => {
        let seen = "";
        child.stdout?.on("data", (text: Buffer) => {
          const first = !seen.includes("before");
          seen += text.toString();
          if (first && seen.includes("before")) written = write("worker-logs", "ecs/app/2", [0, "after"]);
          if (seen.includes("after")) child.kill("SIGINT");
        });
      },
    });
    await written;
    expect(stdout.match(/before|after/g)).toEqual(["before", "after"]);
    expect(status).toBe(0);
  });

  it("prints in each situation what there is, and says why there is nothing", async () => {
    const trace = "Error: no such table\n    at main (app.js:1)";
    const denied = { operation: "FilterLogEvents", code: "AccessDeniedException", status: 400 };
    const situations: [what: string, args: string[], prepare?: () => Promise<void>][] = [
      ["healthy", ["-s", "web"]],
      ["healthy, for programs", ["-s", "web", "--format", "json", "--since", "3m"]],
      [
        "deploying: the tasks of both revisions",
        ["-s", "worker", "--since", "10m"],
        async () => {
          await write("worker-logs", "ecs/app/aaaaaaaa1111", [9, "version 1"], [3, "stopping"]);
          await write("worker-logs", "ecs/app/bbbbbbbb2222", [4, "version 2"]);
        },
      ],
      [
        "crash loop: a task after the other",
        ["-s", "worker", "--since", "2m"],
        async () => {
          await write("worker-logs", "ecs/app/cccccccc3333", [1.5, trace]);
          await write("worker-logs", "ecs/app/dddddddd4444", [1, trace]);
        },
      ],
      ["stuck, no capacity or image missing: no task wrote anything", ["-s", "worker", "--since", "10s"]],
      ["before 1970", ["-s", "web", "--since", "999999d"]],
      ["a time to come", ["--since", "2999-01-01T00:00:00Z"]],
      ["no such service", ["-s", "mail"]],
      ["no rights", ["-s", "web"], () => answerBy({ ...denied, times: always })],
    ];
    const told: string[] = [];
    for (const [what, args, prepare] of situations) {
      await prepare?.();
      told.push(situation(what, await logs("-c", "main", ...args)));
    }
    golden(
      join(__dirname, "situations.golden.txt"),
      told.join("\n").replaceAll(/"id":"\d+"/g, '"id":"<id>"'),
    );
  });

  it("goes on where AWS throttles for a while, and loses no line", async () => {
    await write("worker-logs", "ecs/app/1", [2, "before"]);
    let written: Promise<void> = Promise.resolve();
    const { status, stdout, stderr } = await ballast(["logs", "-c", "main", "-s", "worker", "--follow"], {
      started: (child) => {
        let seen = "";
        child.stdout?.on("data", (text: Buffer) => {
          const first = !seen.includes("before");
          seen += text.toString();
          if (first && seen.includes("before"))
            written = answerBy({ operation: "FilterLogEvents", code: "ThrottlingException", times: 7 }).then(
              () => write("worker-logs", "ecs/app/2", [0, "after"]),
            );
          if (seen.includes("after")) child.kill("SIGINT");
        });
      },
    });
    await written;
    expect(stdout.match(/before|after/g)).toEqual(["before", "after"]);
    expect(stderr).toBe("logs:FilterLogEvents failed with ThrottlingException, retrying\n");
    expect(status).toBe(0);
  });

  it.each([
    [[], 2, "give a stack or --cluster <name>"],
    [["-c", "main", "--since", "yesterday"], 2, "Give a duration before now, for example 15m, 1h or 2d"],
    [
      ["-c", "main", "-s", "mail"],
      1,
      "No service mail of main writes to CloudWatch Logs; there are web-service-0a1b2c3, worker.",
    ],
    [["-c", "mian"], 1, "There is no cluster mian in eu-central-1; there are main."],
  ])("knows a wrong call when it sees one: %p", async (args, status, why) => {
    const ran = await logs(...args);
    expect(ran.stderr).toContain(why);
    expect(ran.status).toBe(status);
  });
});

it.each([
  ["90s", "2026-11-27T11:58:30.000Z"],
  ["15m", "2026-11-27T11:45:00.000Z"],
  ["2d", "2026-11-25T12:00:00.000Z"],
  ["2026-11-27T04:00:00+01:00", "2026-11-27T03:00:00.000Z"],
  ["1w", undefined],
  ["-1h", undefined],
  ["2026-11-27", undefined],
])("--since %s is %s", (text, moment) => {
  expect(sinceDate(text, new Date("2026-11-27T12:00:00Z"))?.toISOString()).toBe(moment);
});
