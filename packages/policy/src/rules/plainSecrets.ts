import { aws } from "@ballast/aws";
import { fields, list } from "@ballast/model";
import {
  inAnything,
  inBuildSpecification,
  inTags,
  inWorkloads,
  isPlain,
  namesAndValues,
  secretsAmong,
} from "../plainSecrets.ts";
import { plainPlaces } from "../plainPlaces.ts";
import { inOtherTexts } from "../plainTexts.ts";
import type { Rule, Violation } from "../rule.ts";
import { daemonTaskDefinition } from "../workloads.ts";

export const plainSecretRules: Rule[] = [
  {
    id: "ecs-environment-secrets",
    severity: "error",
    sentence: "Secrets reach containers as ECS secrets, not in environment, command, labels or health check.",
    why: "Everyone with permission to describe the task definition can read these, and old revisions keep them.",
    fix: "Store the value in Secrets Manager and set its ARN in the container's secrets.",
    covers: ["AwsSolutions-ECS2"],
    types: [aws.taskDefinition, daemonTaskDefinition],
    *check(resource) {
      for (const { of, part, what } of inWorkloads(resource))
        yield { part, message: `${of} contains a secret in plain text in its ${what}` };
    },
  },
  {
    id: "codebuild-secrets",
    severity: "error",
    sentence: "Secrets reach a build from Secrets Manager or Parameter Store.",
    why: "Everyone who can view the project can read its variables and its build specification.",
    fix: "Set the variable's type to SECRETS_MANAGER or PARAMETER_STORE.",
    types: [aws.project],
    *check({ inputs }) {
      const variables = list(fields(inputs["environment"])["environmentVariables"]).map(fields);
      for (const { name: part, found } of secretsAmong(namesAndValues(variables.filter(isPlain))))
        yield { part, message: `has ${part} in plain text, which ${found}` };
      for (const source of [inputs["source"], ...list(inputs["secondarySources"])].map(fields))
        for (const { part, what } of inBuildSpecification(source["buildspec"]))
          yield { part, message: `contains a secret in plain text in its ${what}` };
    },
  },
  {
    id: "plain-secrets",
    severity: "error",
    sentence:
      "No secret is stored in a property that everyone with permission to describe the resource can read.",
    why: "User data, variables, parameters, inputs and tags are stored, logged and displayed in clear text.",
    fix: "Store the value in Secrets Manager, and let the program that needs it read it from there.",
    types: ["*"],
    *check(resource) {
      const place = plainPlaces[resource.type];
      yield* told(place?.find(resource.inputs, resource) ?? inAnything(resource.inputs));
      yield* told(inTags(resource));
      yield* told(inOtherTexts(resource));
    },
  },
];

function* told(found: Iterable<{ part: string; what: string }>): Iterable<Violation> {
  for (const { part, what } of found)
    yield { part, message: `contains a secret in plain text in its ${what}` };
}
