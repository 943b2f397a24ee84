import { Stack } from "@ballast/model";
import { ballast } from "../testing.ts";
import { MayError, readAction, readResource, readRole } from "./asked.ts";

// Each call plans a stack.
jest.setTimeout(120_000);

it("shows what is called with roles, and by which statement each call is allowed", async () => {
  const [roles, calls] = await Promise.all([
    ballast(["may", "rexray-efs-prod"]),
    ballast(["may", "rexray-efs-prod", "web-task", "--format", "json"]),
  ]);
  expect(roles.status).toBe(0);
  expect(roles.stdout).toMatch(
    /^│ web-task +│ 1 +│ +│ +│ the calls of the images of web-task are not in any plan +│$/m,
  );
  expect(calls.status).toBe(0);
  const told = JSON.parse(calls.stdout) as { calls: { action: string; answer: string; by: string }[] };
  expect(told.calls).toContainEqual(
    expect.objectContaining({
      action: "elasticfilesystem:ClientMount",
      answer: "yes",
      by: "web-task, statement 1",
    }),
  );
  expect(told.calls.map(({ action }) => action)).not.toContain("elasticfilesystem:ClientWrite");
});

it("answers one question, with what decides it and under which conditions", async () => {
  const point = "arn:aws:elasticfilesystem:eu-central-1:123456789012:access-point/fsap-1584421d4dd5acd34";
  const through = ["--context", `elasticfilesystem:AccessPointArn=${point}`];
  const secure = [
    "--context",
    "aws:SecureTransport=true",
    "--context",
    "elasticfilesystem:AccessedViaMountTarget=true",
  ];
  const ask = (...more: string[]) => ballast(["may", "rexray-efs-prod", "editor-task", ...more]);
  const write = ["elasticfilesystem:ClientWrite", "files-files"];
  const [about, without, open, yes, no] = await Promise.all([
    ask("elasticfilesystem:clientwrite"),
    ask(...write),
    ask(
      "elasticfilesystem:ClientWrite",
      "arn:aws:elasticfilesystem:eu-central-1:123456789012:file-system/fs-58b8fe5a886cefbe5",
      ...secure,
      "--context",
      "elasticfilesystem:AccessPointArn=other",
      "--format",
      "json",
    ),
    ask(...write, ...through, ...secure),
    ask("ecs:RunTask", "*"),
  ]);
  expect(about.stdout).toMatch(
    /^allowed on arn:aws:elasticfilesystem:\S+ if StringEquals elasticfilesystem:AccessPointArn: \S+: editor-task, statement 1$/m,
  );
  expect(about.status).toBe(0);
  expect(without.stdout).toMatch(
    /^only under conditions: editor-task to elasticfilesystem:ClientWrite on arn:\S+\n {2}allowed by editor-task, statement 1 if .*\n {2}denied by the policy of files-files, statement \d if /,
  );
  expect(without.status).toBe(1);
  expect(JSON.parse(open.stdout)).toMatchObject({ role: "editor-task", answer: "denied" });
  expect(yes.stdout).toMatch(/^yes: editor-task .*\n {2}allowed by editor-task, statement 1 if /);
  expect(yes.status).toBe(0);
  expect(no.stdout).toBe("no: editor-task to ecs:RunTask on *\n  no statement allows it\n");
  expect(no.status).toBe(1);
});

it.each<[string, string[], number, RegExp]>([
  ["a stack that is not there", ["nothing-prod"], 1, /There is no stack nothing-prod: .*rexray-efs-prod/],
  [
    "a role that is not there",
    ["rexray-efs-prod", "mine"],
    1,
    /There is no role mine\. There are .*web-task/,
  ],
  [
    "a condition without a value",
    ["rexray-efs-prod", "web-task", "ecs:RunTask", "*", "--context", "team"],
    2,
    /--context team is not a key/,
  ],
])("refuses %s", async (_what, args, status, message) => {
  const refused = await ballast(["may", ...args]);
  expect(refused.stderr).toMatch(message);
  expect(refused.stderr).not.toMatch(/\n +at /);
  expect(refused.status).toBe(status);
});

it("reads actions in any case, and refuses what is none", () => {
  expect(readAction("ECS:updateservice")).toBe("ecs:UpdateService");
  expect(readAction("somethingnew:Do")).toBe("somethingnew:Do");
  for (const action of ["ecs:UpdateServices", "ecs", "ecs:*", ""])
    expect(() => readAction(action)).toThrow(MayError);
  expect(() => readRole("x", [])).toThrow("There is no role x: the stack has no roles.");
  expect(() => readResource("x", "ecs:RunTask", new Stack([]))).toThrow(
    "The stack has no resource x with an ARN",
  );
  expect(readResource("*", "ecs:RunTask", new Stack([]))).toBe("*");
});
