import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type StackPlan } from "@ballast/plan";
import { Planner } from "@ballast/plan/planner";
import { fields, list, text } from "@ballast/model";
import { callsInBuild, callsInDocument, callsInUserData, type ScriptCall } from "@ballast/policy";
import { BootSandbox } from "@ballast/testing/boot";
import { parse } from "yaml";
import { userDataOf } from "./hosts.ts";
import { openThisProject } from "./scenarioTests.ts";

// What the scripts of every stack call, against what they call when they run with stand-ins.

jest.setTimeout(300_000);

let plans: StackPlan[];
beforeAll(async () => {
  const project = await openThisProject();
  const planner = new Planner(project, "2026-11-21");
  plans = [];
  for (const name of project.stacks) plans.push(await planner.plan(name));
});

interface Build {
  stack: string;
  buildspec: string;
  variables: Record<string, string>;
}

function buildsOf({ stack, resolved }: StackPlan): Build[] {
  return resolved
    .filter(({ type }) => type === "aws:codebuild/project:Project")
    .map(({ inputs }) => {
      const variables = list(fields(inputs["environment"])["environmentVariables"]).map((one) => {
        const { name: key, value, type } = fields(one);
        return [text(key), text(value), text(type)] as const;
      });
      const plain = variables.filter(([, , type]) => type === "" || type === "PLAINTEXT");
      return {
        stack,
        buildspec: text(fields(inputs["source"])["buildspec"]),
        variables: Object.fromEntries(plain.map(([key, value]) => [key, value])),
      };
    });
}

const actionsIn = (calls: readonly ScriptCall[]): string[] =>
  [...new Set(calls.map(({ action }) => action))].sort();

const hosts = (): [stack: string, script: string][] =>
  plans.flatMap((plan) =>
    Object.values(userDataOf(plan)).map((script): [string, string] => [plan.stack, script]),
  );

/** Of `aws` lines that were recorded, those that no extracted call stands for. */
function missing(recorded: string[], calls: readonly ScriptCall[]): string[] {
  return [...new Set(recorded)]
    .filter((line) => line.startsWith("aws "))
    .filter((line) => {
      const words = line.split(" ");
      const [service = "", operation = ""] = words.slice(1).filter((word) => !word.startsWith("--"));
      return !calls.some(({ text: command, parameters }) => {
        const known = command.split(" ");
        return (
          command.startsWith("aws ") &&
          known.includes(service) &&
          known.includes(operation) &&
          Object.entries(parameters).every(([name, value]) => {
            const at = words.indexOf(`--${name}`);
            return (
              value === undefined ||
              at < 0 ||
              value === "true" ||
              words
                .slice(at + 1)
                .join(" ")
                .startsWith(value)
            );
          })
        );
      });
    });
}

it("knows of each script of each stack what it calls", () => {
  const unknown = [
    ...hosts().map(([stack, script]) => [stack, callsInUserData(script)] as const),
    ...plans.flatMap((plan) =>
      plan.resolved
        .filter(({ type }) => type === "aws:ssm/document:Document")
        .map(({ inputs }) => [plan.stack, callsInDocument(text(inputs["content"]))] as const),
    ),
    ...plans
      .flatMap(buildsOf)
      .map(({ stack, buildspec, variables }) => [stack, callsInBuild(buildspec, variables)] as const),
  ];
  expect(unknown.length).toBeGreaterThan(20);
  expect(
    unknown.flatMap(([stack, calls]) =>
      calls.filter(({ action }) => action === "unknown").map((call) => `${stack}: ${call.text}`),
    ),
  ).toEqual([]);
  const byStack = Map.groupBy(unknown, ([stack]) => stack.replace(/-\w+$/, ""));
  expect(
    Object.fromEntries(
      [...byStack].map(([stack, all]) => [stack, actionsIn(all.flatMap(([, calls]) => calls))]),
    ),
  ).toMatchInlineSnapshot(`
   {
     "clair": [
       "cloudwatch:PutMetricData",
       "ecr:BatchCheckLayerAvailability",
       "ecr:BatchGetImage",
       "ecr:CompleteLayerUpload",
       "ecr:DescribeImages",
       "ecr:GetAuthorizationToken",
       "ecr:GetDownloadUrlForLayer",
       "ecr:InitiateLayerUpload",
       "ecr:PutImage",
       "ecr:UploadLayerPart",
       "ecs:DescribeServices",
       "ecs:DescribeTaskDefinition",
       "ecs:DescribeTasks",
       "ecs:ListTasks",
       "kms:Sign",
       "kms:Verify",
       "s3:GetObject",
       "s3:PutObject",
       "sns:Publish",
     ],
     "cloudstor-spot": [
       "cloudwatch:PutMetricData",
       "ec2:AttachVolume",
       "ec2:DescribeVolumes",
       "ssm:PutComplianceItems",
     ],
     "fsx-windows": [
       "ds:CreateComputer",
       "ds:DescribeDirectories",
       "ssm:PutComplianceItems",
     ],
     "invento-windows": [
       "ssm:PutComplianceItems",
     ],
     "placement": [
       "ssm:PutComplianceItems",
     ],
     "rexray-ebs": [
       "cloudwatch:PutMetricData",
       "ec2:AttachVolume",
       "ec2:DescribeVolumes",
       "ssm:PutComplianceItems",
     ],
   }
  `);
});

const curl = `case "$*" in */api/token) echo token ;; */instance-id) echo i-0new ;; */region) echo eu-central-1 ;; *) exit 22 ;; esac`;

/** A clock on which each look comes 15 minutes after the last one: what waits for a volume gives up soon. */
const cut = `case "$*" in
  */proc/uptime) now=$(($(cat "$STATE/clock" 2>/dev/null || echo 0) + 900)); echo "$now" | tee "$STATE/clock" ;;
  *) exec /usr/bin/cut "$@" ;;
esac`;

it("extracts every call that a Linux host makes when it boots", () => {
  let lines = 0;
  for (const [stack, script] of hosts()) {
    if (script.startsWith("<powershell>")) continue;
    const calls = callsInUserData(script);
    for (const answer of ["exit 254", "echo i-0new", "echo None"]) {
      const timeout = 'shift; "$@"';
      const machine = new BootSandbox({ curl, cut, timeout, aws: answer, dnf: "", docker: answer });
      const recorded = machine.run(script).calls.map((line) => line.replaceAll(machine.root, ""));
      machine.close();
      lines += recorded.filter((line) => line.startsWith("aws ")).length;
      expect([stack, answer, missing(recorded, calls)]).toEqual([stack, answer, []]);
      const plugin = recorded.some((line) => line.startsWith("docker plugin install"));
      if (plugin)
        expect(actionsIn(calls).join()).toMatch(/ec2:AttachVolume|elasticfilesystem:CreateFileSystem/);
    }
  }
  expect(lines).toBeGreaterThan(5);
});

it("extracts every call that a build makes", () => {
  let lines = 0;
  for (const { stack, buildspec, variables } of plans.flatMap(buildsOf)) {
    const folder = mkdtempSync(join(tmpdir(), "script-calls-"));
    const bin = join(folder, "bin");
    mkdirSync(bin);
    const standIns = {
      aws: 'case "$1 $2" in "ecr describe-images") case "$*" in *imageTags*) echo "sha256:0a release-0a-7" ;; *) echo sha256:0a ;; esac ;; *) echo x ;; esac',
      docker: 'case "$1" in run) echo "{}" ;; esac',
      node: 'case "$2" in tasks) echo "imageTag=release-0a-7 0a-7 x -" ;; images) echo "sha256:$(printf %064d 0)" ;; esac',
      curl: "",
      sleep: "",
      sha256sum: "",
    };
    for (const [name, body] of Object.entries(standIns)) {
      writeFileSync(join(bin, name), `#!/bin/bash\necho "${name} $*" >> "$CALLS"\n${body}\n`);
      chmodSync(join(bin, name), 0o755);
    }
    const document = parse(buildspec) as { phases: Record<string, { commands: string[] }> };
    const environment = {
      PATH: `${bin}:${process.env["PATH"] ?? ""}`,
      HOME: folder,
      TMPDIR: folder,
      CALLS: join(folder, "calls"),
    };
    for (const { commands } of Object.values(document.phases))
      spawnSync("bash", ["-c", commands.join("\n")], {
        cwd: folder,
        timeout: 60_000,
        env: {
          ...variables,
          CODEBUILD_BUILD_NUMBER: "7",
          DELIVERY_ID: "0a",
          CODEBUILD_RESOLVED_SOURCE_VERSION: "0a",
          CODEBUILD_BUILD_SUCCEEDING: "1",
          ...environment,
        },
      });
    const recorded = existsSync(environment.CALLS) ? readFileSync(environment.CALLS, "utf8").split("\n") : [];
    rmSync(folder, { recursive: true });
    const calls = callsInBuild(buildspec, variables);
    lines += recorded.filter((line) => line.startsWith("aws ")).length;
    expect([stack, missing(recorded, calls)]).toEqual([stack, []]);
    if (recorded.some((line) => line.startsWith("docker push")))
      expect(actionsIn(calls)).toContain("ecr:UploadLayerPart");
  }
  expect(lines).toBeGreaterThan(5);
});
