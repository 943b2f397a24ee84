import { always, answerBy, calls, type Rule } from "../testing/standIn.ts";
import { TwoClusters } from "./testing.ts";

let prod: TwoClusters["prod"];
let host: TwoClusters["host"];
let files: TwoClusters["files"];
let remove: TwoClusters["remove"];

beforeEach(async () => {
  ({ prod, host, files, remove } = await TwoClusters.open());
});

afterEach(async () => {
  expect((await calls()).faults).toEqual([]);
});

describe("what AWS does not tell", () => {
  const missing = {
    failures: [{ arn: "arn:aws:ecs:eu-central-1:123456789012:task/prod/0123", reason: "MISSING" }],
  };

  it.each<[string, Rule, RegExp]>([
    [
      "clusters are denied",
      { operation: "ListClusters", code: "AccessDeniedException" },
      /does not allow ecs:ListClusters/,
    ],
    [
      "the second page of clusters is throttled",
      { operation: "ListClusters", code: "ThrottlingException", after: 1 },
      /ThrottlingException/,
    ],
    [
      "a cluster is not described",
      { operation: "DescribeClusters", reply: { clusters: [], failures: [] }, after: 1 },
      /does not describe all clusters/,
    ],
    [
      "tasks are denied",
      { operation: "ListTasks", code: "AccessDeniedException", after: 3 },
      /does not allow ecs:ListTasks/,
    ],
    [
      "tasks are throttled",
      { operation: "DescribeTasks", code: "ThrottlingException" },
      /ThrottlingException/,
    ],
    [
      "a task is not described",
      { operation: "DescribeTasks", reply: { tasks: [], ...missing } },
      /does not describe all tasks of prod: 0 of 1; not 0123 \(MISSING\)/,
    ],
    [
      "a task is left out",
      { operation: "DescribeTasks", reply: { tasks: [], failures: [] } },
      /does not describe all tasks of prod: 0 of 1/,
    ],
    [
      "a service is not described",
      { operation: "DescribeServices", reply: { services: [], failures: [{ arn: "x", reason: "ACCESS" }] } },
      /does not describe all services/,
    ],
    [
      "a service is left out",
      { operation: "DescribeServices", reply: { services: [], failures: [] } },
      /does not describe all services of prod: 0 of 1/,
    ],
    [
      "a task definition is not described",
      { operation: "DescribeTaskDefinition", code: "ClientException" },
      /ecs:DescribeTaskDefinition failed/,
    ],
    [
      "a task definition is empty",
      { operation: "DescribeTaskDefinition", reply: {} },
      /does not describe the task definition/,
    ],
    [
      "connections are denied",
      { operation: "GetMetricStatistics", code: "AccessDeniedException" },
      /does not allow cloudwatch:GetMetricStatistics/,
    ],
    [
      "access points are denied",
      { operation: "DescribeAccessPoints", code: "AccessDeniedException" },
      /does not allow elasticfilesystem:DescribeAccessPoints/,
    ],
    [
      "replications are denied",
      { operation: "DescribeReplicationConfigurations", code: "AccessDeniedException" },
      /does not allow elasticfilesystem:DescribeReplicationConfigurations/,
    ],
  ])("keeps the file system where %s", async (_what, rule, why) => {
    await prod.family("other");
    const task = await prod.standalone("other", host);
    await prod.service("other", undefined);
    await answerBy({ times: always, ...rule });
    await expect(remove(files)).rejects.toThrow(why);
    await answerBy({ operation: rule.operation, code: "none", times: 0 });
    expect(task).not.toBe("");
    const { calls: all } = await calls();
    expect(all.filter((call) => /:Delete/.test(call))).toEqual([]);
  });
});
