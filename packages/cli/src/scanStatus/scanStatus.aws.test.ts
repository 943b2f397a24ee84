import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { judge } from "../../../clair/src/gate/gate.ts";
import type { GatePolicy } from "../../../clair/src/gate/policy.ts";
import { imageVerdict, runningVerdict } from "../../../clair/src/gate/record.ts";
import { render } from "../../../clair/src/gate/table.ts";
import { inputsOf, report, strict, type Flaw } from "../../../clair/src/testing/gateInputs.ts";
import { answerBy, calls } from "../../../operate/src/testing/standIn.ts";
import { Stage } from "../../../operate/src/testing/stage.ts";
import { ballast } from "../testing.ts";

// Stacks are planned.
jest.setTimeout(120_000);

/* Moto runs no tasks and no builds, so their answers are written out; AWS's own models validate them (tools/aws-emulator). The
   verdict is what the gate itself writes. */
let s3: S3Client;

beforeEach(async () => {
  await Stage.open();
  s3 = new S3Client({ forcePathStyle: true, region: "eu-central-1" });
  await s3.send(
    new CreateBucketCommand({
      Bucket: "reports",
      CreateBucketConfiguration: { LocationConstraint: "eu-central-1" },
    }),
  );
});

afterEach(async () => {
  const { calls: all, faults } = await calls();
  expect(faults).toEqual([]);
  expect(all.filter((call) => !/:(Describe|List|Get|BatchGet|CreateCluster)/.test(call))).toEqual([]);
});

const digest = `sha256:${"ab".repeat(32)}`;
const other = `sha256:${"cd".repeat(32)}`;
const image = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/site:release-0123456789ab-7";
const arn = "arn:aws:ecs:eu-central-1:123456789012";
const tags = { Project: "ballast", Scenario: "clair", Environment: "prod" };
const ago = (hours: number): Date => new Date(Date.now() - hours * 3_600_000);

interface World {
  /** What tasks run. @default - two of the one that was judged */
  running?: { image: string; digest: string }[];
  /** The container with that image. @default "site" */
  container?: string;
  /** Whether the gate of the environment is Amazon Inspector. @default false */
  byInspector?: boolean;
  build?: object;
  tagged?: Record<string, string>;
}

async function tell(world: World = {}): Promise<void> {
  const { running = Array.from({ length: 2 }, () => ({ image, digest })), build } = world;
  const name = "site-delivery-rescan-build-0a1b2c3";
  const variables = {
    CLUSTER_NAME: "main",
    SERVICE_NAME: "shop",
    CONTAINER_NAME: "site",
    REPOSITORY_NAME: "site",
    REPORT_LOCATION: "s3://reports/reports",
    RESCAN_HOURS: "24",
    ...(world.byInspector && {
      ...{
        SCAN_DAYS: "30",
        LIMIT_CRITICAL: "0",
        LIMIT_HIGH: "1",
        LIMIT_MEDIUM: "100000",
        LIMIT_LOW: "100000",
      },
    }),
  };
  const project = (of: string, given: Record<string, string>) => ({
    name: of,
    tags: Object.entries(given).map(([key, value]) => ({ key, value })),
    environment: {
      type: "LINUX_CONTAINER",
      image: "x",
      computeType: "BUILD_GENERAL1_SMALL",
      environmentVariables: Object.entries(variables).map(([key, value]) => ({ name: key, value })),
    },
  });
  const names = ["another", name, name.replace(/\w+$/, "9f8e7d6"), "site-delivery-build-0a1b2c3"];
  await answerBy({ operation: "ListProjects", reply: { projects: names } });
  await answerBy({
    operation: "BatchGetProjects",
    // The second is of another environment.
    reply: {
      projects: [
        project(name, world.tagged ?? tags),
        project(names[2] ?? "", { ...tags, Environment: "dev" }),
      ],
    },
  });
  const service = { serviceName: "shop", serviceArn: `${arn}:service/main/shop`, status: "ACTIVE" };
  await answerBy({ operation: "DescribeServices", reply: { services: [service], failures: [] } });
  const arns = running.map((_one, at) => `${arn}:task/main/${at}`);
  await answerBy({ operation: "ListTasks", reply: { taskArns: arns } });
  await answerBy({ operation: "ListTasks", reply: { taskArns: [] } });
  const tasks = running.map((one, at) => ({
    taskArn: arns[at],
    group: "service:shop",
    lastStatus: "RUNNING",
    containers: [
      { name: "log-router", image: "fluent-bit:1", imageDigest: other },
      { name: world.container ?? "site", image: one.image, imageDigest: one.digest },
    ],
  }));
  await answerBy({ operation: "DescribeTasks", reply: { tasks, failures: [] } });
  await answerBy({
    operation: "ListBuildsForProject",
    reply: build === undefined ? {} : { ids: ["site:2", "site:1"] },
  });
  if (build !== undefined)
    await answerBy({ operation: "BatchGetBuilds", reply: { builds: [{ id: "site:2", ...build }] } });
}

/** What a build that judges again keeps. */
async function keep(
  flaws: Flaw[],
  hours = 3,
  policy: Partial<GatePolicy> = {},
  key = "running.json",
): Promise<void> {
  const verdict = judge(inputsOf(report(...flaws), { policy: { ...strict, ...policy } }));
  const running = {
    ...{ cluster: "main", service: "shop", container: "site", running: image, digest, rescanHours: 24 },
    status: verdict.exitCode,
  };
  const lines = `${JSON.stringify(imageVerdict(digest, verdict))}\n`;
  await s3.send(
    new PutObjectCommand({
      Bucket: "reports",
      Key: `reports/${key}`,
      Body: runningVerdict(running, render(verdict), lines, ago(hours).getTime()),
    }),
  );
}

const pushed = (
  of: string,
  hours: number,
  detail: object = { imageTags: ["quarantine-1", "release-0123456789ab-7"] },
) =>
  answerBy({
    operation: "DescribeImages",
    reply: { imageDetails: [{ imageDigest: of, imagePushedAt: ago(hours).getTime() / 1000, ...detail }] },
  });
const notThere = () => answerBy({ operation: "DescribeImages", code: "ImageNotFoundException" });

it("says what runs, by which digest, and that it passed (F.0.50)", async () => {
  await tell({ build: { buildStatus: "SUCCEEDED", startTime: ago(3.1).getTime() / 1000 } });
  await keep([{ name: "CVE-2026-1", severity: "Low" }]);
  await pushed(digest, 500);
  const { status, stdout, stderr } = await ballast(["scan-status", "clair-prod"]);
  expect(stderr).toBe("planning clair-prod (1 of 1)\n");
  expect(stdout).toMatch(/^shop on main \(eu-central-1\): passed, judged by Clair 3 h 0 min ago \(\S+Z\)\n/);
  expect(stdout).toContain(`  2 tasks of ${image}\n    ${digest}\n`);
  expect(stdout).toContain("PASSED: 0 of 1 findings count");
  expect(status).toBe(0);
});

it("lists what is too much for the policy, with the fixed version, and ends with 1 (F.0.50)", async () => {
  await tell();
  await keep([
    { name: "CVE-2026-1", severity: "Critical", fixedIn: "3.0.2" },
    { name: "CVE-2026-2", severity: "High", package: "curl" },
    { name: "CVE-2026-3", severity: "Low" },
  ]);
  await pushed(digest, 500);
  const { status, stdout } = await ballast(["scan-status", "clair-prod"]);
  expect(stdout).toContain(": rejected, judged by Clair ");
  expect(stdout).toContain("  2 findings count towards the limit, which exceeds the policy:\n");
  expect(stdout).toMatch(/│ Critical +│ CVE-2026-1 +│ openssl +│ 3\.0\.1 +│ 3\.0\.2 +│/);
  expect(stdout).toMatch(/│ High +│ CVE-2026-2 +│ curl +│ 3\.0\.1 +│ no fix is known +│/);
  expect(stdout).not.toContain("CVE-2026-3");
  expect(status).toBe(1);
});

it("prints JSON for machines (F.0.50)", async () => {
  await tell();
  await keep([{ name: "CVE-2026-1", severity: "High", fixedIn: "3.0.2" }]);
  await pushed(digest, 500);
  const { status, stdout } = await ballast(["scan-status", "clair-prod", "--format", "json"]);
  expect(JSON.parse(stdout)).toMatchObject({
    stack: "clair-prod",
    region: "eu-central-1",
    services: [
      {
        service: "shop",
        gate: "Clair",
        condition: "rejected",
        isFine: false,
        running: [{ image, digest, tasks: 2 }],
        judged: expect.any(String) as string,
        counted: 1,
        findings: [
          {
            vulnerability: "CVE-2026-1",
            severity: "High",
            package: "openssl",
            version: "3.0.1",
            fixedIn: "3.0.2",
          },
        ],
      },
    ],
  });
  expect(status).toBe(1);
});

it("calls findings that the policy allows nothing else, also in JSON (F.0.50)", async () => {
  await tell();
  await keep([{ name: "CVE-2026-1", severity: "High" }], 3, { threshold: 3 });
  await pushed(digest, 500);
  const { status, stdout } = await ballast(["scan-status", "clair-prod"]);
  expect(stdout).toContain(": passed, judged by Clair ");
  expect(stdout).toContain("  1 finding counts towards the limit, and the policy allows it:\n");
  expect(stdout).toMatch(/│ High +│ CVE-2026-1 /);
  expect(stdout).not.toMatch(/above the policy|more than/);
  expect(status).toBe(0);
  await tell();
  await pushed(digest, 500);
  const json = JSON.parse(
    (await ballast(["scan-status", "clair-prod", "--format", "json"])).stdout,
  ) as object;
  expect(json).toMatchObject({
    services: [{ condition: "passed", counted: 1, findings: [{ severity: "High" }] }],
  });
  expect(JSON.stringify(json)).not.toContain('"above"');
});

it("cuts thousands of findings, with their count (F.0.50)", async () => {
  await tell();
  await keep(Array.from({ length: 3000 }, (_, at) => ({ name: `CVE-2026-${at}`, severity: "High" })));
  await pushed(digest, 500);
  const { stdout } = await ballast(["scan-status", "clair-prod"]);
  expect(stdout).toContain("… and 2900 more of them, listed in the report.");
  expect(stdout.split("\n").length).toBeLessThan(120);
});

it.each<[string, () => Promise<void>, RegExp, number]>([
  [
    "an image of which the last verdict is old",
    async () => {
      await tell();
      await keep([], 50);
      await pushed(digest, 500);
    },
    /: overdue, judged by Clair 2 d 2 h ago[^]*at most 48 hours may pass/,
    1,
  ],
  [
    "a release that no build has judged again yet",
    async () => {
      await tell({ running: [{ image, digest: other }] });
      await keep([{ name: "CVE-2026-1", severity: "Critical" }]);
      await pushed(other, 2);
    },
    /: released, no verdict[^]*passed its delivery, and has not been judged again yet/,
    0,
  ],
  ...[["quarantine-0123456789ab-7"], ["latest", "release-candidate"], ["release-"], []].map(
    (imageTags): [string, () => Promise<void>, RegExp, number] => [
      `an image of the repository with the tags ${imageTags.join(", ") || "of nobody"}, which no delivery released`,
      async () => {
        const [tag = "latest"] = imageTags;
        await tell({ running: [{ image: image.replace(/:.*/, `:${tag}`), digest: other }] });
        await keep([]);
        await pushed(other, 2, { imageTags });
      },
      /: not judged, no verdict[^]* was not released by this delivery/,
      1,
    ],
  ),
  [
    "an image of an index that was released lately",
    async () => {
      await tell({ running: [{ image, digest: other }] });
      await pushed(other, 2, {});
      await pushed(digest, 2, { imageManifestMediaType: "application/vnd.oci.image.index.v1+json" });
    },
    /: released, no verdict/,
    0,
  ],
  [
    "another image than the one that has its release tag",
    async () => {
      await tell({ running: [{ image, digest: other }] });
      await pushed(other, 2, {});
      await pushed(digest, 2, { imageManifestMediaType: "application/vnd.oci.image.manifest.v1+json" });
    },
    /: not judged, no verdict[^]* was not released by this delivery/,
    1,
  ],
  [
    "a rollback to what an earlier build rejected",
    async () => {
      await tell();
      await keep([{ name: "CVE-2026-1", severity: "Critical" }], 30, {}, `verdicts/${"ab".repeat(32)}.json`);
      await pushed(digest, 40);
    },
    /: rejected, judged by Clair 1 d 6 h ago[^]*│ CVE-2026-1 /,
    1,
  ],
  [
    "an image that somebody else deployed",
    async () => {
      await tell({ running: [{ image: "nginx:1", digest: other }] });
      await keep([]);
      await notThere();
    },
    /: not judged, no verdict[^]*nginx:1 was not released by this delivery/,
    1,
  ],
  [
    "something that was never judged, by builds that fail",
    async () => {
      await tell({ build: { buildStatus: "FAILED", startTime: ago(1).getTime() / 1000 } });
      await pushed(digest, 500);
    },
    /: not judged[^]*The build site:2, which started 1 h 0 min ago, ended as FAILED without a verdict/,
    1,
  ],
  [
    "tasks without the container that is judged",
    () => tell({ container: "web" }),
    /: not judged, no verdict[^]*no task has the container site, [^]*their containers are log-router, web\./,
    1,
  ],
  ["no task", () => tell({ running: [] }), /: idle[^]*no task runs/, 0],
])("says it of %s (F.0.50)", async (_what, arrange, text, expected) => {
  await arrange();
  const { status, stdout, stderr } = await ballast(["scan-status", "clair-prod"]);
  expect(stderr).toBe("planning clair-prod (1 of 1)\n");
  expect(stdout).toMatch(text);
  expect(status).toBe(expected);
});

it.each([
  [["gone-dev"], 1, "There is no stack gone-dev; there are "],
  [["network-dev"], 1, "network-dev has no component that scans its running images"],
  [["clair-prod", "--region", "us-east-1"], 1, "--region is us-east-1, but clair-prod is in eu-central-1."],
  [[], 2, "missing required argument 'stack'"],
])("refuses a wrong call: %p (F.0.50)", async (args, status, why) => {
  const ran = await ballast(["scan-status", ...args]);
  expect(ran.stderr).toContain(why);
  expect(ran.status).toBe(status);
});

it("does not take another environment's project for the stack's (F.0.50)", async () => {
  await tell({ tagged: { ...tags, Environment: "test" } });
  const { status, stderr } = await ballast(["scan-status", "clair-prod"]);
  expect(stderr).toContain("There is no CodeBuild project site-delivery-rescan-build-… with the tags");
  expect(status).toBe(1);
});
