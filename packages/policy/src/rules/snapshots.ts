import { aws } from "@ballast/aws";
import { fields, list, parsed, text, type Resource, type Stack } from "@ballast/model";
import type { Rule } from "../rule.ts";

/** In the settings of the function that saves a service's volumes (Service, deployment.snapshotBefore). */
const savesBefore = "ballast:before-deployment-of";
/** More than there are in a stage: 1 to 999 (CodePipeline API reference, ActionDeclaration, runOrder, 2026-11). */
const orders = 1000;

export const snapshotRules: Rule[] = [
  {
    id: "ecs-snapshot-called",
    severity: "error",
    sentence: "A function that saves volumes before a deployment is called before each deployment.",
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
      if (fields(parsed(fields(variables)["SETTINGS"]))["tag"] !== savesBefore) return;
      const calls = stack.ofType(aws.lambdaCall);
      if (calls.some(({ inputs }) => isFunction(stack, inputs["functionName"], resource))) return;
      const before = stack.ofType(aws.pipeline).flatMap((one) => isBefore(stack, one, resource) ?? []);
      if (before.length === 0) yield "saves volumes before a deployment, but nothing in the stack calls it";
      else if (before.includes(false)) yield "is called after the deployment before which it saves volumes";
    },
  },
];

/** Whether the pipeline calls the function before all that it deploys; undefined where it does not call it. */
function isBefore(stack: Stack, pipeline: Resource, saver: Resource): boolean | undefined {
  const steps = list(pipeline.inputs["stages"]).flatMap((stage, at) =>
    list(fields(stage)["actions"]).map((action) => ({
      action: fields(action),
      order: at * orders + Number(fields(action)["runOrder"] ?? 1),
    })),
  );
  const called = steps.filter(
    ({ action: { provider, configuration } }) =>
      text(provider) === "Lambda" && isFunction(stack, fields(configuration)["FunctionName"], saver),
  );
  if (called.length === 0) return undefined;
  const first = Math.min(...called.map(({ order }) => order));
  return steps.every(({ action, order }) => text(action["provider"]) !== "ECS" || first < order);
}

function isFunction(stack: Stack, reference: unknown, saver: Resource): boolean {
  return stack.referred(aws.lambdaFunction, reference) === saver;
}
