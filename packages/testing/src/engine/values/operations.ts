import { readTemplate, referredTo } from "./templates.ts";
import { named, uuid, type Compute, type Tools } from "./tools.ts";

/** What watches, tells and does things by itself. */
export const operationsTypes: Record<string, Compute> = {
  "aws:cloudformation/stack:Stack": (tools) => {
    const id = tools.arn("cloudformation", `stack/${tools.name}/${uuid(tools.hex)}`);
    return { id, state: { name: tools.name, outputs: templateOutputs(tools, () => tools.hex) } };
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

/**
 * What a template's outputs come to.
 *
 * @param hexOf Digits of the resource of that name in the template. @default - the stack's own
 */
export function templateOutputs(
  { input, name, arn, inputs }: Tools,
  hexOf: (logicalId: string) => Tools["hex"],
): Record<string, string> {
  const { outputs, things, parameters } = readTemplate(input("templateBody"));
  const given = (inputs["parameters"] ?? {}) as Record<string, unknown>;
  const values = { ...parameters, ...given };
  const refer = (logicalId: string, attribute?: string): unknown => {
    if (logicalId in values) return values[logicalId];
    const type = things[logicalId]?.type;
    const hex = hexOf(logicalId);
    // The addresses of a directory's DNS servers.
    if (attribute === "DnsIpAddresses") return ["10.0.0.10", "10.0.1.10"];
    switch (type) {
      case undefined:
        return undefined;
      case "AWS::DirectoryService::MicrosoftAD":
        return `d-${hex(10)}`;
      case "AWS::SecretsManager::Secret":
        return arn("secretsmanager", `secret:${name}-${hex(6)}`);
      case "Spot::Elastigroup::Group":
        return `sig-${hex(8)}`;
      default:
        return [`${name}-${logicalId}-${hex(12)}`, attribute].filter(Boolean).join("-");
    }
  };
  return Object.fromEntries(
    Object.entries(outputs).map(([key, value]) => {
      const found = referredTo(value, refer);
      return [key, typeof found === "string" ? found : JSON.stringify(found)];
    }),
  );
}
