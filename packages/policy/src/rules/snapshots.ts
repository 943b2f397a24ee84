import { decide, Decision } from "@ballast/analysis";
import { aws } from "@ballast/aws";
import { block, fields, list, parsed, text, type Fields, type Resource, type Stack } from "@ballast/model";
import { arnOf, roleOf } from "../calls/parts/made.ts";
import { taskDefinitionOf } from "../cluster/services.ts";
import { mayHoldOf } from "../dependencies.ts";
import { grantOf } from "../grants.ts";
import type { Rule } from "../rule.ts";

/**
 * Tag in the settings of the function that takes snapshots of a service's volumes (Service,
 * deployment.snapshotBefore).
 */
const savesBefore = "ballast:before-deployment-of";
/**
 * More than the highest runOrder in a stage, 999 (CodePipeline API reference, ActionDeclaration, runOrder,
 * 2026-11).
 */
const orders = 1000;

export const snapshotRules: Rule[] = [
  {
    id: "ecs-snapshot-called",
    severity: "error",
    sentence:
      "A function that saves volumes before a deployment is called before each deployment of its service.",
    why: "A function that nothing calls saves nothing, and a deployment that damages data cannot be undone.",
    fix:
      "Give the service's snapshotFunctionName to the delivery (ScannedDelivery: target.snapshotFunctionName). In another pipeline of CodePipeline, add " +
      "an Invoke action with the provider Lambda and a lower order than the deployment's, with the function as FunctionName and " +
      "#{codepipeline.PipelineExecutionId} as UserParameters; its role needs lambda:InvokeFunction. Any other pipeline runs `aws lambda invoke` with the " +
      'payload {"taskDefinition":"…"}, which names the deployment, and goes on only without a FunctionError. For a pipeline outside of the stack, set ' +
      "deployment.snapshotCall to { enabled: false, reason }.",
    types: [aws.lambdaFunction],
    *check(resource, stack) {
      const { variables } = fields(resource.inputs["environment"]);
      const settings = fields(parsed(fields(variables)["SETTINGS"]));
      if (settings["tag"] !== savesBefore) return;
      const service = serviceBeside(stack, resource, text(settings["service"]));
      if (service === undefined) {
        yield `saves volumes of ${text(settings["service"])}, which is not a service beside it`;
        return;
      }
      const saved = { saver: resource, service };
      const isSaved = new Map(
        stack.ofType(aws.pipeline).map((one) => [one.name, isBefore(stack, one, saved)] as const),
      );
      const late = [...isSaved].flatMap(([name, is]) => (is === false ? [name] : []));
      if (late.length > 0)
        yield `is not called by ${late.join(" and ")} before the deployment of ${service.name}`;
      else if (![...isSaved.values()].includes(true) && !isUpdatedAfterCall(stack, saved))
        yield `saves volumes before a deployment of ${service.name}, but nothing in the stack calls it for that`;
    },
  },
];

interface Saved {
  saver: Resource;
  service: Resource;
}

/**
 * The service that has the same parent as the snapshot function, and the name that the component Service
 * gives both.
 */
function serviceBeside(stack: Stack, saver: Resource, name: string): Resource | undefined {
  return stack
    .ofType(aws.service)
    .find((one) => one.parent === saver.parent && [name, `${name}-service`].includes(one.name));
}

/** Whether updates of the service wait for a function call that is repeated for each new task definition. */
function isUpdatedAfterCall(stack: Stack, { saver, service }: Saved): boolean {
  const definition = taskDefinitionOf(stack, service);
  return stack
    .ofType(aws.lambdaCall)
    .some(
      (call) =>
        isFunction(stack, call.inputs["functionName"], saver) &&
        service.dependsOn.length > 0 &&
        mayHoldOf(stack, service, call) &&
        (definition === undefined || mayHoldOf(stack, call, definition)),
    );
}

/**
 * Whether the pipeline calls the function before every action that deploys the service; undefined if it does
 * not deploy the service.
 */
function isBefore(stack: Stack, pipeline: Resource, saved: Saved): boolean | undefined {
  const stages = list(pipeline.inputs["stages"]).map(fields);
  const steps = stages.flatMap((stage, at) =>
    list(stage["actions"])
      .map(fields)
      .map((action) => ({
        stage,
        provider: text(action["provider"]),
        configuration: fields(action["configuration"]),
        order: at * orders + Number(action["runOrder"] ?? 1),
      })),
  );
  const calls = steps.filter(
    ({ provider, configuration }) =>
      provider === "Lambda" && isFunction(stack, configuration["FunctionName"], saved.saver),
  );
  // An action that may deploy the service counts only if the pipeline calls the function; otherwise it may
  // serve another purpose.
  const deployments = steps.filter(({ provider, configuration }) => {
    const does = deploys[provider]?.(configuration, saved.service, stack) ?? Deploys.Not;
    return does === Deploys.Surely || (does === Deploys.Perhaps && calls.length > 0);
  });
  if (deployments.length === 0) return undefined;
  const first = Math.min(...calls.map(({ order }) => order));
  return deployments.every(
    ({ order, stage }) =>
      first < order &&
      !isRepeatedAlone(
        stage,
        calls.some((call) => call.stage === stage),
      ),
  );
}

/**
 * Whether CodePipeline automatically retries a failed action without the function call before it (API
 * reference, RetryConfiguration, 2026-11).
 */
function isRepeatedAlone(stage: Fields, hasCall: boolean): boolean {
  const { retryMode } = block(block(stage["onFailure"])["retryConfiguration"]);
  return text(retryMode) === "FAILED_ACTIONS" || (text(retryMode) === "ALL_ACTIONS" && !hasCall);
}

const Deploys = { Not: 0, Perhaps: 1, Surely: 2 } as const;
type Deploys = (typeof Deploys)[keyof typeof Deploys];

/**
 * Whether an action deploys a service, keyed by provider (CodePipeline user guide, "Action structure
 * reference", 2026-11).
 */
const deploys: Record<string, (configuration: Fields, service: Resource, stack: Stack) => Deploys> = {
  ECS: ({ ClusterName, ServiceName }, service, stack) => isNamed(ClusterName, ServiceName, service, stack),
  CodeDeployToECS: ({ DeploymentGroupName: name }, service, stack) => {
    if (fields(service.inputs["deploymentController"])["type"] !== "CODE_DEPLOY") return Deploys.Not;
    const group = stack
      .ofType(aws.deploymentGroup)
      .find(({ inputs }) => text(inputs["deploymentGroupName"]) === text(name));
    const { clusterName, serviceName } = fields(group?.inputs["ecsService"]);
    return isNamed(clusterName, serviceName, service, stack);
  },
  // The template may contain any resource.
  CloudFormation: ({ ActionMode }) =>
    /^(?:CREATE_UPDATE|REPLACE_ON_FAILURE|CHANGE_SET_EXECUTE)$/.test(text(ActionMode))
      ? Deploys.Perhaps
      : Deploys.Not,
  CodeBuild: ({ ProjectName: name }, service, stack) => {
    const role = roleOf(stack, stack.referred(aws.project, name)?.inputs["serviceRole"]);
    return role !== undefined && mayUpdate(role, service, stack) ? Deploys.Perhaps : Deploys.Not;
  },
};

function isNamed(cluster: unknown, name: unknown, service: Resource, stack: Stack): Deploys {
  if (text(name) === "") return Deploys.Perhaps;
  const own = [service.state["name"], service.state["arn"], service.id].map(text);
  const clusters = [cluster, service.inputs["cluster"]].map(
    (one) => text(stack.referred(aws.cluster, one)?.state["name"]) || text(one).split("/").at(-1),
  );
  const isHere = text(cluster) === "" || clusters[0] === clusters[1];
  return isHere && own.includes(text(name)) ? Deploys.Surely : Deploys.Not;
}

function mayUpdate(role: Resource, service: Resource, stack: Stack): boolean {
  const { statements, limits } = grantOf(stack, role).grant;
  const request = {
    action: "ecs:UpdateService",
    resource: arnOf(stack, aws.service, service.id) ?? "",
    context: { "ecs:cluster": arnOf(stack, aws.cluster, service.inputs["cluster"]) ?? "" },
  };
  const boundary = limits && { statements: [...limits] };
  return decide([{ statements: [...statements] }], request, boundary) === Decision.Allowed;
}

function isFunction(stack: Stack, reference: unknown, saver: Resource): boolean {
  return stack.referred(aws.lambdaFunction, reference) === saver;
}
