import type { NeedyResource } from "../doctor/needs/resource.ts";
import { answerBy, calls } from "../testing/standIn.ts";
import { Stage } from "../testing/stage.ts";
import { openScans, type ScanClients } from "./clients.ts";
import { readScans } from "./readScans.ts";
import { isFine } from "./scanState.ts";

/* Moto scans nothing: Amazon ECR's answers are written out, and AWS's own models validate them (tools/aws-emulator). */
let aws: ScanClients;

beforeEach(async () => {
  aws = openScans((await Stage.open()).aws);
});

const digest = `sha256:${"ab".repeat(32)}`;
const image = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/site:release-0123456789ab-7";
const arn = "arn:aws:ecs:eu-central-1:123456789012";
const ago = (hours: number): number => Date.now() / 1000 - hours * 3600;
const variables = {
  CLUSTER_NAME: "main",
  SERVICE_NAME: "shop",
  CONTAINER_NAME: "site",
  REPOSITORY_NAME: "site",
  ...{ RESCAN_HOURS: "24", SCAN_DAYS: "7" },
  ...{ LIMIT_CRITICAL: "0", LIMIT_HIGH: "1", LIMIT_MEDIUM: "100000", LIMIT_LOW: "100000" },
};
const environmentVariables = Object.entries(variables).map(([name, value]) => ({ name, value }));

const release: NeedyResource = {
  urn: "urn:pulumi:clair-prod::ballast::aws:codebuild/project:Project::site-rescan-build",
  type: "aws:codebuild/project:Project",
  name: "site-rescan-build",
  custom: true,
  inputs: { environment: { environmentVariables } },
  dependsOn: [],
};

interface Scan {
  status?: string;
  scannedHoursAgo?: number;
  findings?: object[];
  /** Of a basic scan, whose findings have other fields. */
  basic?: { name: string; severity: string }[];
  counts?: Record<string, number>;
  /** Of the project in AWS. @default - what the plan has */
  variables?: Record<string, string>;
  /** Of the container that each task has. @default - the one that is judged */
  container?: { name: string; image?: string };
}

async function state(scan: Scan | undefined, running = [digest]) {
  const name = "site-rescan-build-0a1b2c3";
  const environment = {
    ...{ type: "LINUX_CONTAINER", image: "x", computeType: "BUILD_GENERAL1_SMALL" },
    environmentVariables: Object.entries({ ...variables, ...scan?.variables }).map(([name, value]) => ({
      name,
      value,
    })),
  };
  await answerBy({ operation: "ListProjects", reply: { projects: ["a", "b", "c", name] } });
  await answerBy({ operation: "BatchGetProjects", reply: { projects: [{ name, environment }] } });
  const service = { serviceName: "shop", serviceArn: `${arn}:service/main/shop`, status: "ACTIVE" };
  await answerBy({ operation: "DescribeServices", reply: { services: [service], failures: [] } });
  const taskArns = running.map((_one, at) => `${arn}:task/main/${at}`);
  await answerBy({ operation: "ListTasks", reply: { taskArns } });
  await answerBy({ operation: "ListTasks", reply: { taskArns: [] } });
  const tasks = running.map((imageDigest, at) => ({
    taskArn: taskArns[at],
    group: "service:shop",
    lastStatus: "RUNNING",
    containers: [{ name: "site", image, ...scan?.container, ...(imageDigest !== "" && { imageDigest }) }],
  }));
  await answerBy({ operation: "DescribeTasks", reply: { tasks, failures: [] } });
  if (scan === undefined)
    await answerBy({ operation: "DescribeImageScanFindings", code: "ScanNotFoundException" });
  else {
    const { status = "ACTIVE", scannedHoursAgo = 5, basic, counts, findings } = scan;
    const isEnhanced = basic === undefined && counts === undefined;
    await answerBy({
      operation: "DescribeImageScanFindings",
      reply: {
        imageScanStatus: { status, description: "The test says so." },
        imageScanFindings: {
          imageScanCompletedAt: ago(scannedHoursAgo),
          ...((isEnhanced || findings) && { enhancedFindings: findings ?? [] }),
          ...(basic && { findings: basic }),
          ...(counts && { findingSeverityCounts: counts }),
        },
      },
    });
  }
  const stack = { stack: "clair-prod", resolved: [release], awsConfiguration: {} };
  const [found] = await readScans(aws, stack);
  if (found === undefined) throw new Error("There is no state");
  return found;
}

afterEach(async () => expect((await calls()).faults).toEqual([]));

const finding = (vulnerabilityId: string, severity: string, status = "ACTIVE") => ({
  title: `${vulnerabilityId} - openssl`,
  severity,
  status,
  fixAvailable: "YES",
  packageVulnerabilityDetails: {
    vulnerabilityId,
    vulnerablePackages: [{ name: "openssl", version: "3.0.1", fixedInVersion: "3.0.2" }],
  },
});

it("passes what has no more findings than it may", async () => {
  const findings = [
    finding("CVE-1", "HIGH"),
    finding("CVE-2", "MEDIUM"),
    finding("CVE-3", "CRITICAL", "CLOSED"),
  ];
  const { condition, judged, counted, gate } = await state({ findings });
  expect({ condition, counted, gate }).toEqual({ condition: "passed", counted: 0, gate: "Amazon Inspector" });
  expect(Math.round((Date.now() - Number(judged)) / 3_600_000)).toBe(5);
});

it.each([
  ["one critical finding", [finding("CVE-1", "CRITICAL")], ["CVE-1"]],
  ["a suppressed one", [finding("CVE-1", "CRITICAL", "SUPPRESSED")], ["CVE-1"]],
  ["one without a rating, which counts as critical", [finding("CVE-1", "UNTRIAGED")], ["CVE-1"]],
  [
    "more high ones than may be",
    [finding("CVE-1", "HIGH"), finding("CVE-2", "HIGH"), finding("CVE-3", "LOW")],
    ["CVE-1", "CVE-2"],
  ],
])("rejects what has %s, and names it with its fixed version", async (_what, findings, names) => {
  const found = await state({ findings });
  expect(found.condition).toBe("rejected");
  expect(found.findings.map(({ vulnerability }) => vulnerability)).toEqual(names);
  expect(found.findings[0]).toMatchObject({ package: "openssl", version: "3.0.1", fixedIn: "3.0.2" });
});

it.each<[string, Scan | undefined, string[], string]>([
  ["no scan", undefined, [digest], "has no scan of"],
  ["a scan that goes on", { status: "PENDING" }, [digest], "(PENDING, The test says so.)"],
  ["an image that it does not support", { status: "UNSUPPORTED_IMAGE" }, [digest], "(UNSUPPORTED_IMAGE"],
  ["a scan that has ended", { status: "SCAN_ELIGIBILITY_EXPIRED" }, [digest], "(SCAN_ELIGIBILITY_EXPIRED"],
  ["a scan of long ago", { scannedHoursAgo: 24 * 8 }, [digest], "last 8 d ago."],
  ["a scan of the future", { scannedHoursAgo: -5 }, [digest], "NOT JUDGED"],
  [
    "a basic scan of the registry's own",
    { status: "COMPLETE", basic: [{ name: "CVE-1", severity: "CRITICAL" }], counts: { CRITICAL: 1 } },
    [digest],
    "has no enhanced scan of",
  ],
  ["a basic scan without findings", { status: "COMPLETE", basic: [] }, [digest], "has no enhanced scan of"],
  [
    "findings of a basic scan beside enhanced ones",
    { basic: [{ name: "CVE-1", severity: "LOW" }], findings: [] },
    [digest],
    "has findings of a basic scan",
  ],
  [
    "counts without the findings that they count",
    { counts: { HIGH: 1 } },
    [digest],
    "does not list all the findings that it counts",
  ],
  ["an image without a digest", {}, [""], "does not report the digest"],
])("does not judge what has %s", async (_what, scan, running, text) => {
  const { condition, says } = await state(scan, running);
  expect(isFine(condition)).toBe(false);
  expect(says.join("\n")).toContain(text);
});

it("judges by the age of a scan that the delivery accepts", async () => {
  const scan = { scannedHoursAgo: 24 * 8, findings: [] };
  expect((await state({ ...scan, variables: { SCAN_DAYS: "9" } })).condition).toBe("passed");
});

it.each(["", "none", "-1", "0.5", "1e3", "NaN"])(
  "refuses the limit %p, which nothing exceeds",
  async (limit) => {
    await expect(state({ variables: { LIMIT_CRITICAL: limit } })).rejects.toThrow(
      `LIMIT_CRITICAL of the CodeBuild project site-rescan-build-0a1b2c3 is ${JSON.stringify(limit)}`,
    );
  },
);

it.each([
  [{ name: "web" }, "no task has the container site, whose image is scanned; their containers are web."],
  [{ name: "site", image: undefined }, "ECS does not report the image of the container site."],
])(
  "takes tasks with the container %p for something that runs, and was not judged",
  async (container, why) => {
    const { condition, says, running } = await state({ container: container });
    expect({ condition, running }).toEqual({ condition: "not judged", running: [] });
    expect(says).toEqual([`NOT JUDGED: ${why}`]);
  },
);

it("finds nothing to judge where no task runs", async () => {
  expect((await state({}, [])).condition).toBe("idle");
});
