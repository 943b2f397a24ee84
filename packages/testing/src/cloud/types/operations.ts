import { named, uuid, type Compute, type Tools } from "./tools.ts";

/** What watches, tells and does things by itself. */
export const operationsTypes: Record<string, Compute> = {
  "aws:cloudformation/stack:Stack": (tools) => {
    const id = tools.arn("cloudformation", `stack/${tools.name}/${uuid(tools.hex)}`);
    return { id, state: { name: tools.name, outputs: templateOutputs(tools) } };
  },
  "aws:cloudwatch/dashboard:Dashboard": ({ globalArn, input }) => ({
    id: input("dashboardName"),
    state: { dashboardArn: globalArn("cloudwatch", `dashboard/${input("dashboardName")}`) },
  }),
  "aws:cloudwatch/eventRule:EventRule": named(({ arn, name }) => arn("events", `rule/${name}`)),
  "aws:cloudwatch/eventTarget:EventTarget": ({ input, name }) => ({
    id: `${input("rule")}-${name}`,
    state: { targetId: name },
  }),
  "aws:cloudwatch/logGroup:LogGroup": named(({ arn, name }) => arn("logs", `log-group:${name}`)),
  "aws:cloudwatch/metricAlarm:MetricAlarm": named(({ arn, name }) => arn("cloudwatch", `alarm:${name}`)),
  "aws:dlm/lifecyclePolicy:LifecyclePolicy": ({ arn, hex }) => {
    const id = `policy-${hex(17)}`;
    return { id, state: { arn: arn("dlm", `policy/${id}`) } };
  },
  "aws:sfn/stateMachine:StateMachine": named(
    ({ arn, name }) => arn("states", `stateMachine:${name}`),
    ({ arn, name }) => arn("states", `stateMachine:${name}`),
  ),
  "aws:sns/topic:Topic": named(
    ({ arn, name }) => arn("sns", name),
    ({ arn, name }) => arn("sns", name),
  ),
  "aws:sns/topicPolicy:TopicPolicy": ({ input }) => ({ id: input("arn"), state: {} }),
  "aws:sns/topicSubscription:TopicSubscription": ({ hex, input }) => {
    const arn = `${input("topic")}:${uuid(hex)}`;
    return { id: arn, state: { arn } };
  },
};

/** What a template's outputs refer to, of the types that our stacks have in templates. */
function templateOutputs({ input, name, arn, hex }: Tools): Record<string, string> {
  const { Outputs: outputs = {}, Resources: resources = {} } = JSON.parse(input("templateBody") || "{}") as {
    Outputs?: Record<string, { Value: { Ref?: string } }>;
    Resources?: Record<string, { Type: string }>;
  };
  const references: Record<string, string> = {
    "AWS::DirectoryService::MicrosoftAD": `d-${hex(10)}`,
    "AWS::SecretsManager::Secret": arn("secretsmanager", `secret:${name}-${hex(6)}`),
    "Spot::Elastigroup::Group": `sig-${hex(8)}`,
  };
  return Object.fromEntries(
    Object.entries(outputs).map(([key, { Value: value }]) => [
      key,
      // Not by reference: the addresses of a directory's DNS servers, joined.
      value.Ref === undefined ? "10.0.0.10,10.0.1.10" : (references[resources[value.Ref]?.Type ?? ""] ?? ""),
    ]),
  );
}
