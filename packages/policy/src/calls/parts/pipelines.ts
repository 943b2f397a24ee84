import { aws } from "@ballast/aws";
import { fields, isTrue, list, text, words, type Fields, type Stack, type PlainSite } from "@ballast/model";
import { actionsOf, artifactsIn } from "./builds.ts";
import { bucketArn, pullFrom, writingLogs } from "./stores.ts";
import {
  arnAt,
  arnOf,
  asking,
  callsOfEach,
  handingOn,
  roleOf,
  type Caller,
  type Calls,
  type MadeCall,
} from "./made.ts";

type Requests = MadeCall["requests"];
type Provider = (configuration: Fields, caller: Caller) => Requests | undefined;

/**
 * Calls of a pipeline's actions, keyed by provider (CodePipeline user guide, "Action structure reference" and
 * "Manage the CodePipeline service role", 2026-11).
 */
const providers: Record<string, Provider> = {
  // Only the request with the service prefix of the connection's ARN is certain (Developer Tools console, "Using
  // service-linked roles for AWS CodeConnections", 2026-11).
  CodeStarSourceConnection: ({ ConnectionArn: connection }) =>
    asking(["codeconnections:UseConnection", "codestar-connections:UseConnection"], [text(connection)]),
  CodeCommit: ({ RepositoryName: name }, { stack, place }) => {
    const actions = words(
      "CancelUploadArchive GetBranch GetCommit GetRepository GetUploadArchiveStatus UploadArchive",
    );
    const repository = arnOf(stack, aws.sourceRepository, name) ?? arnAt(place, "codecommit", text(name));
    return asking(
      actions.map((action) => `codecommit:${action}`),
      [repository],
    );
  },
  // As a deploy action, S3 also writes the artifact's files.
  S3: ({ S3Bucket: bucket, S3ObjectKey: key }, { stack, place }) => {
    if (bucket === undefined) return undefined;
    const arn = bucketArn(bucket, stack, place);
    return [
      ...asking(["s3:GetBucketVersioning"], [arn]),
      ...asking(["s3:GetObject", "s3:GetObjectVersion"], [`${arn}/${text(key)}`]),
    ];
  },
  CodeBuild: ({ ProjectName: name, BatchEnabled: batch }, { stack, place }) => {
    const all = isTrue(batch)
      ? ["BatchGetBuildBatches", "StartBuildBatch"]
      : ["BatchGetBuilds", "StartBuild"];
    return asking(
      all.map((action) => `codebuild:${action}`),
      [projectArn(name, stack, place)],
    );
  },
  ECS: (configuration, caller) => deployment(configuration, caller),
  InspectorScan: (configuration, caller) => inspection(configuration, caller),
  Manual: ({ NotificationArn: topic }) => (topic === undefined ? [] : asking(["sns:Publish"], [text(topic)])),
  Lambda: ({ FunctionName: name }, { place }) => [
    ...asking(["lambda:InvokeFunction"], [arnAt(place, "lambda", `function:${text(name)}`)]),
    ...asking(["lambda:ListFunctions"], ["*"]),
  ],
};

/**
 * Whether a request is not certain: AWS's lists of minimum permissions differ about the action, or its prefix
 * is not that of the connection's ARN.
 */
function isPerhaps({ action, resource }: Requests[number]): boolean {
  const [service] = action.split(":");
  return (
    /^(?:ecs:(?:DescribeTasks|ListTasks|TagResource)|lambda:ListFunctions|codecommit:GetRepository|ecr:BatchCheckLayerAvailability)$/.test(
      action,
    ) ||
    (action.endsWith(":UseConnection") && resource.split(":")[2] !== service)
  );
}

function projectArn(name: unknown, stack: Stack, place: PlainSite): string {
  return (
    text(stack.referred(aws.project, name)?.state["arn"]) ||
    arnAt(place, "codebuild", `project/${text(name)}`)
  );
}

export function callsOfPipelines(stack: Stack, place: PlainSite): Calls {
  return callsOfEach(stack, stack.ofType(aws.pipeline), (pipeline, { made, open }) => {
    const role = roleOf(stack, pipeline.inputs["roleArn"]);
    if (role === undefined) return;
    const caller = { stack, role, place };
    const stores = list(pipeline.inputs["artifactStores"]).map(fields);
    made.push(
      ...stores.flatMap((store) => [
        ...artifactsIn(store, `for the artifacts of ${pipeline.name}`, caller),
        {
          role,
          why: `for the artifacts of ${pipeline.name}`,
          requests: asking(
            ["s3:GetBucketLocation", "s3:GetBucketVersioning"],
            [bucketArn(store["location"], stack, place)],
          ),
        },
      ]),
    );
    for (const action of actionsOf(pipeline)) {
      // An action with its own role uses that role, not the pipeline's.
      if (text(action["roleArn"]) !== "") {
        const requests = asking(["sts:AssumeRole"], [text(action["roleArn"])]);
        made.push({ role, why: `for the action ${text(action["name"])} of ${pipeline.name}`, requests });
        continue;
      }
      const region = text(action["region"]) || place.region;
      const read = text(action["owner"] ?? "AWS") === "AWS" ? providers[text(action["provider"])] : undefined;
      const requests = read?.(fields(action["configuration"]), { ...caller, place: { ...place, region } });
      if (requests === undefined)
        open.set(role, `the calls of the action ${text(action["name"])} of ${pipeline.name} are unknown`);
      else {
        const why = `for the action ${text(action["name"])} of ${pipeline.name}`;
        const [possible, certain] = [true, false].map((is) =>
          requests.filter((one) => isPerhaps(one) === is),
        );
        made.push(
          { role, why, requests: certain ?? [] },
          { role, why, isCertain: false, requests: possible ?? [] },
        );
      }
    }
  });
}

/**
 * Actions whose artifacts reach an ECS deployment, directly or through other actions. A build without such an
 * artifact pushes images that other actions still have to approve.
 */
function actionsBehind(actions: readonly Fields[]): Set<Fields> {
  const behind = new Set(actions.filter(({ provider }) => provider === "ECS"));
  for (const action of behind) {
    const read = list(action["inputArtifacts"]);
    for (const other of actions)
      if (list(other["outputArtifacts"]).some((artifact) => read.includes(artifact))) behind.add(other);
  }
  return behind;
}

/**
 * The pulls of images that a build pushes and the pipeline then deploys: the service's tasks run these
 * images.
 */
export function pullsAfter(stack: Stack, place: PlainSite, builds: readonly MadeCall[]): Calls {
  return callsOfEach(stack, stack.ofType(aws.pipeline), (pipeline, { made }) => {
    const actions = [...actionsBehind(actionsOf(pipeline))].map(({ provider, configuration }): Fields => ({
      provider,
      ...fields(configuration),
    }));
    const projects = actions
      .filter(({ provider }) => provider === "CodeBuild")
      .map(({ ProjectName: name }) =>
        roleOf(stack, stack.referred(aws.project, name)?.inputs["serviceRole"]),
      );
    const pushing = builds.filter(({ role }) => projects.includes(role));
    if (pushing.some(({ isDoubtful }) => isDoubtful)) stack.doubt.raised = true;
    const pushed = pushing
      .flatMap(({ requests }) => requests.filter(({ action }) => action === "ecr:PutImage"))
      .map(({ resource }) => resource);
    const pulled = actions
      .filter(({ provider }) => provider === "ECS")
      .flatMap(({ ServiceName: name }) => {
        const service = stack.referred(aws.service, name);
        const definition = service && stack.referred(aws.taskDefinition, service.inputs["taskDefinition"]);
        const role = roleOf(stack, definition?.inputs["executionRoleArn"]);
        return role === undefined
          ? []
          : [...new Set(pushed)].flatMap((repository) =>
              pullFrom(repository, `to pull what ${pipeline.name} deploys`, { stack, role, place }),
            );
      });
    made.push(...pulled);
  });
}

/**
 * The requests of an ECS deployment: it registers a revision of the service's task definition with the new
 * image and waits for the tasks.
 */
function deployment({ ClusterName, ServiceName }: Fields, { stack, place }: Caller): Requests | undefined {
  const service = stack.referred(aws.service, ServiceName);
  // The task definition and the roles of another stack's service are unknown.
  if (service === undefined) return undefined;
  const definition = stack.referred(aws.taskDefinition, service.inputs["taskDefinition"]);
  const cluster = stack.referred(aws.cluster, ClusterName);
  const clusterArn =
    arnOf(stack, aws.cluster, ClusterName) ?? arnAt(place, "ecs", `cluster/${text(ClusterName)}`);
  const clusterName = text(cluster?.state["name"] ?? ClusterName);
  const family = text(definition?.inputs["family"]) || "family";
  const revision = arnAt(place, "ecs", `task-definition/${family}:1`);
  const arn =
    arnOf(stack, aws.service, service.id) ??
    arnAt(place, "ecs", `service/${clusterName}/${text(ServiceName)}`);
  return [
    ...asking(["ecs:DescribeServices", "ecs:UpdateService"], [arn]),
    ...asking(["ecs:DescribeTaskDefinition"], ["*"]),
    ...asking(["ecs:RegisterTaskDefinition"], [revision]),
    ...asking(["ecs:TagResource"], [revision], { "ecs:CreateAction": "RegisterTaskDefinition" }),
    ...asking(["ecs:DescribeTasks"], [arnAt(place, "ecs", `task/${clusterName}/0`)], {
      "ecs:cluster": clusterArn,
    }),
    ...asking(["ecs:ListTasks"], [arnAt(place, "ecs", `container-instance/${clusterName}/0`)], {
      "ecs:cluster": clusterArn,
    }),
    ...handingOn(definition, stack),
  ];
}

/** The requests of an Inspector scan ("Amazon Inspector InspectorScan invoke action reference", 2026-11). */
function inspection({ ECRRepositoryName }: Fields, caller: Caller): Requests {
  const { stack, place } = caller;
  const repository = stack.referred(aws.repository, ECRRepositoryName);
  const name = text(repository?.state["name"] ?? ECRRepositoryName);
  const group = arnAt(place, "logs", "log-group:/aws/codepipeline/pipeline");
  return [
    ...pullFrom(arnAt(place, "ecr", `repository/${name}`), "", caller).flatMap(({ requests }) => requests),
    ...asking(["inspector-scan:ScanSbom"], ["*"]),
    ...asking(["logs:CreateLogGroup"], [group]),
    ...asking(writingLogs, [`${group}:log-stream:stream`]),
  ];
}
