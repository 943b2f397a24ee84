import type { Service } from "./resourceType.ts";

export const cloudformation: Service = {
  withoutData: [
    "aws:cloudformation/stack:Stack",
    "aws:cloudformation/stackSet:StackSet",
    "aws:cloudformation/cloudFormationType:",
    "aws:serverlessrepository/",
    "aws:servicecatalog/",
    "AWS::CloudFormation::WaitCondition",
    "AWS::CloudFormation::Macro",
    "AWS::CDK::Metadata",
    "aws:cloudcontrol/",
    // A group of instances by another vendor, whose type has no schema here.
    "Spot::Elastigroup::Group",
  ],
  types: {
    "aws:cloudcontrol/resource:Resource": {
      // It is one resource of a type of CloudFormation's, without a template around it.
      template: { body: "desiredState", typeName: "typeName" },
      replacedBy: { always: ["typeName"] },
    },
    "aws:cloudformation/stack:Stack": {
      replacedBy: { always: ["disableRollback", "name", "onFailure", "timeoutInMinutes"] },
      computedOnUpdate: [
        { output: "outputs", unless: ["disableRollback", "name", "onFailure", "timeoutInMinutes"] },
      ],
      template: { body: "templateBody", hidden: ["templateUrl"], parameters: "parameters" },
    },
    "aws:cloudformation/stackSet:StackSet": {
      template: { body: "templateBody", hidden: ["templateUrl"], parameters: "parameters" },
      replacedBy: { always: ["callAs", "name", "permissionModel"] },
    },
    "aws:serverlessrepository/cloudFormationStack:CloudFormationStack": {
      template: { hidden: ["applicationId", "parameters", "semanticVersion"] },
      computedOnUpdate: [{ output: "outputs" }],
      replacedBy: { always: ["applicationId", "name"] },
    },
    "aws:servicecatalog/provisionedProduct:ProvisionedProduct": {
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
      computedOnUpdate: [{ output: "outputs" }],
    },
    // What a template nests in turn: its schema calls these changes updates in place, and they decide what exists inside.
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
