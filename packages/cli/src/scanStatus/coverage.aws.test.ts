import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { pythonEnvironments, pythonWith } from "../../../../tools/pythonEnvironment.ts";
import { coverageBuildspec } from "../../../clair/src/delivery/rescanBuildspec.ts";
import { gateProgram } from "../../../clair/src/gate/gateProgram.ts";
import { Build, repository, type Buildspec } from "../../../clair/src/testing/build.ts";
import { digest } from "../../../clair/src/testing/gateInputs.ts";
import { answerBy, calls } from "../../../operate/src/testing/standIn.ts";
import { Stage } from "../../../operate/src/testing/stage.ts";

/* The build that watches Amazon Inspector, by the AWS CLI itself: how it asks, and how it reads pages. Moto scans nothing, so the answers
   are written out, and AWS's own models validate them and the requests (tools/aws-emulator). */

const spec = parse(coverageBuildspec()) as Buildspec;
const arn = "arn:aws:ecs:eu-central-1:123456789012";
const image = `${repository}@${digest}`;
const other = `sha256:${"0b".repeat(32)}`;
const cli = join(dirname(pythonWith(pythonEnvironments.commandLine)), "aws");

const record = (of: string, statusCode: string, reason: string, daysAgo = 1) => ({
  resourceType: "AWS_ECR_CONTAINER_IMAGE",
  resourceId: `arn:aws:ecr:eu-central-1:123456789012:repository/site/${of}`,
  accountId: "123456789012",
  scanType: "PACKAGE",
  scanStatus: { statusCode, reason },
  lastScannedAt: Date.now() / 1000 - daysAgo * 86_400,
});
const task = (at: number) => ({
  taskArn: `${arn}:task/main/${at}`,
  group: "service:shop",
  lastStatus: "RUNNING",
  containers: [{ name: "site", image, imageDigest: digest }],
});

let build: Build | undefined;
beforeEach(async () => {
  await Stage.open();
  const s3 = new S3Client({ forcePathStyle: true, region: "eu-central-1" });
  const CreateBucketConfiguration = { LocationConstraint: "eu-central-1" } as const;
  await s3.send(new CreateBucketCommand({ Bucket: "reports", CreateBucketConfiguration }));
  const Key = `gate/${createHash("sha256").update(gateProgram).digest("hex")}.mjs`;
  await s3.send(new PutObjectCommand({ Bucket: "reports", Key, Body: gateProgram }));
});
afterEach(async () => {
  build?.close();
  expect((await calls()).faults).toEqual([]);
});

async function watch(records: object[], severities: string[] = []) {
  const definition = {
    taskDefinitionArn: `${arn}:task-definition/site:7`,
    containerDefinitions: [{ name: "site", image }],
  };
  const service = { serviceName: "shop", taskDefinition: definition.taskDefinitionArn };
  await answerBy({ operation: "DescribeServices", reply: { services: [service], failures: [] } });
  await answerBy({ operation: "DescribeTaskDefinition", reply: { taskDefinition: definition } });
  await answerBy({ operation: "ListTasks", reply: { taskArns: [task(0).taskArn], nextToken: "more" } });
  await answerBy({ operation: "ListTasks", reply: { taskArns: [task(1).taskArn] } });
  await answerBy({ operation: "DescribeTasks", reply: { tasks: [task(0), task(1)], failures: [] } });
  const imageDetails = [{ imageDigest: digest, imageTags: ["quarantine-1", "release-0a-7"] }];
  await answerBy({ operation: "DescribeImages", reply: { imageDetails } });
  const [first, ...rest] = records;
  await answerBy({
    operation: "ListCoverage",
    reply: { coveredResources: first === undefined ? [] : [first], nextToken: "more" },
  });
  await answerBy({ operation: "ListCoverage", reply: { coveredResources: rest }, times: 40 });
  const finding = (severity: string) => ({
    findingArn: `arn:aws:inspector2:eu-central-1:123456789012:finding/${severity}`,
    awsAccountId: "123456789012",
    type: "PACKAGE_VULNERABILITY",
    description: "A flaw",
    remediation: {},
    firstObservedAt: 1,
    lastObservedAt: 1,
    resources: [{ type: "AWS_ECR_CONTAINER_IMAGE", id: "x" }],
    ...{ severity, status: "ACTIVE" },
  });
  await answerBy({
    operation: "ListFindings",
    reply: { findings: severities.slice(0, 1).map(finding), nextToken: "more" },
  });
  await answerBy({ operation: "ListFindings", reply: { findings: severities.slice(1).map(finding) } });
  const variables = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      /^AWS_/.test(name) && value !== undefined ? [[name, value]] : [],
    ),
  );
  build = new Build(
    "",
    { ...variables, AWS_DEFAULT_REGION: "eu-central-1", AWS_PAGER: "", RUNNING: image },
    [],
    {
      aws: `[ "$1 $2" != "sns publish" ] || { ${Build.aws}; exit; }
      exec ${cli} "$@"`,
      node: `case "$2" in images) cat > /dev/null; echo ${digest}; exit ;; esac
      exec "${process.execPath}" "$@"`,
    },
  ).runAll(spec);
  return { status: build.phases[0]?.[1], output: build.output, message: build.message };
}

it("passes what Amazon Inspector scans again, over all pages (F.2.19)", async () => {
  const { status, output, message } = await watch(
    [record(other, "INACTIVE", "UNSUPPORTED_OS"), record(digest, "ACTIVE", "SUCCESSFUL", 29)],
    ["LOW", "MEDIUM"],
  );
  expect(output).toContain("PASSED: 0 findings of severity CRITICAL (limit: 0).");
  expect([status, message]).toEqual([0, undefined]);
});

it.each<[string, object[], string[], number, string]>([
  [
    "whose scans have ended",
    [record(digest, "INACTIVE", "SCAN_ELIGIBILITY_EXPIRED")],
    [],
    2,
    "(INACTIVE SCAN_ELIGIBILITY_EXPIRED)",
  ],
  [
    "with a finding on the second page",
    [record(digest, "ACTIVE", "SUCCESSFUL")],
    ["LOW", "CRITICAL"],
    1,
    "REJECTED: 1 findings of severity CRITICAL",
  ],
])("tells people of an image %s (F.2.19)", async (_what, records, severities, expected, line) => {
  const { status, message } = await watch(records, severities);
  expect(status).toBe(expected);
  expect(message).toContain(line);
});
