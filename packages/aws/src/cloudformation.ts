import { fields } from "@ballast/model";
import type { Mention } from "./cloudformation/evaluate.ts";
import { nestedResources } from "./cloudformation/nested.ts";
import { type Tools, uuid } from "./computed.ts";
import { charged, plain } from "./entries.ts";
import { node, NodeKind } from "./look.ts";
import { naming } from "./naming.ts";
import type { Service } from "./resourceType.ts";

export const cloudformation: Service = {
  withoutData: ["AWS::CloudFormation::WaitCondition", "AWS::CloudFormation::Macro", "AWS::CDK::Metadata"],
  types: {
    "aws:cloudcontrol/resource:Resource": {
      replacedBy: { always: ["typeName"] },
      // A single resource of a CloudFormation type, without a template.
      template: { body: "desiredState", typeName: "typeName" },
    },
    "aws:cloudformation/stack:Stack": plain({
      words: "CloudFormation stack",
      computed: (tools) => {
        const id = tools.arn("cloudformation", `stack/${tools.name}/${uuid(tools.hex)}`);
        return { id, state: { name: tools.name, outputs: templateOutputs(tools) } };
      },
      computedOnUpdate: [
        { output: "outputs", unless: ["disableRollback", "name", "onFailure", "timeoutInMinutes"] },
      ],
      look: node(NodeKind.Other),
      name: naming(
        "name",
        128,
        /^[A-Za-z][A-Za-z0-9-]*$/,
        "letters, digits and hyphens, starting with a letter",
      ),
      charge: charged(
        "no charge for the stack; the resources in its template are charged, third-party types also per handler operation",
        "cloudformation",
        () => [],
      ),
      template: { body: "templateBody", hidden: ["templateUrl"], parameters: "parameters" },
    }),
    "aws:cloudformation/stackSet:StackSet": {
      replacedBy: { sometimes: ["callAs", "permissionModel"] },
      template: { body: "templateBody", hidden: ["templateUrl"], parameters: "parameters" },
    },
    "aws:serverlessrepository/cloudFormationStack:CloudFormationStack": {
      computedOnUpdate: [{ output: "outputs" }],
      template: { hidden: ["applicationId", "parameters", "semanticVersion"] },
    },
    "aws:servicecatalog/provisionedProduct:ProvisionedProduct": {
      computedOnUpdate: [{ output: "outputs" }],
      template: {
        hidden: [
          "pathId",
          "pathName",
          "productId",
          "productName",
          "provisioningArtifactId",
          "provisioningArtifactName",
          "provisioningParameters",
          "stackSetProvisioningPreferences",
        ],
      },
    },
    "Spot::Elastigroup::Group": {
      computed: ({ hex }) => ({ id: `sig-${hex(8)}`, state: {} }),
      data: false,
      unknown: { replacedBy: "its vendor publishes no schema" },
    },
    // Nested stacks: the schema declares these changes as updates in place, but they decide which resources the nested stack contains.
    "AWS::CloudFormation::Stack": { template: { hidden: ["Parameters", "TemplateURL"] } },
    "AWS::CloudFormation::StackSet": {
      template: { hidden: ["Parameters", "StackInstancesGroup", "TemplateBody", "TemplateURL"] },
    },
    "AWS::ServiceCatalog::CloudFormationProvisionedProduct": {
      template: {
        hidden: [
          "PathId",
          "PathName",
          "ProductId",
          "ProductName",
          "ProvisioningArtifactId",
          "ProvisioningArtifactName",
          "ProvisioningParameters",
          "ProvisioningPreferences",
        ],
      },
    },
  },
};

/** The values of a template's outputs. */
export function templateOutputs({ inputs, nested, name, hex }: Tools): Record<string, string> {
  const body = inputs["templateBody"];
  const parameters = fields(inputs["parameters"]);
  const found = new Map(nestedResources(body, parameters)?.resources.map((one) => [one.logicalId, one]));
  const mention: Mention = (logicalId, attribute) => {
    const resource = found.get(logicalId);
    if (resource === undefined) return `\${${logicalId}}`;
    const { id, state } = nested(resource.type, logicalId, resource.properties);
    if (attribute === undefined) return id;
    return state[attribute] ?? [`${name}-${logicalId}-${hex(12)}`, attribute].join("-");
  };
  const outputs = nestedResources(body, parameters, mention)?.outputs ?? {};
  return Object.fromEntries(
    Object.entries(outputs).map(([key, value]) => [
      key,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
}
