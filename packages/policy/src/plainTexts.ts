/* eslint-disable no-restricted-syntax -- Types that only this file and plainSecrets.ts look at. */
import { aws } from "@ballast/aws";
import { certainSecret, isSecretBearing } from "@ballast/contracts/plain";
import { leaves, topLevel, type Resource } from "@ballast/model";
import type { PlainSecret } from "./plainSecrets.ts";
import { daemonTaskDefinition } from "./workloads.ts";

/** Properties that the rules about plain secrets read name by name, of types with places of their own. */
const readElsewhere: Readonly<Record<string, string>> = {
  [aws.taskDefinition]: "containerDefinitions volumes",
  [daemonTaskDefinition]: "containerDefinitions volumes",
  [aws.project]: "environment source.buildspec secondarySources.buildspec",
  [aws.jobDefinition]: "containerProperties ecsProperties eksProperties nodeProperties parameters",
  "aws:elasticbeanstalk/environment:Environment": "settings",
  [aws.pipeline]: "stages variables",
  [aws.parameter]: "value insecureValue valueWo",
  [aws.association]: "parameters",
  "aws:ssm/document:Document": "content",
  "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask": "taskInvocationParameters",
  "aws:cloudwatch/eventTarget:EventTarget": "input inputTransformer",
  "aws:scheduler/schedule:Schedule": "target.input",
  "aws:sfn/stateMachine:StateMachine": "definition",
  [aws.stack]: "templateBody parameters",
  "aws:cloudformation/stackSet:StackSet": "templateBody parameters",
};

/**
 * Secrets that show by their form, such as a URL with a password, in any other text of a resource. Properties
 * that are made for a secret are left out: providers hide these.
 *
 * @param isRead Whether a property of this name is read already.
 */
export function* inOtherTexts(
  { type, inputs }: Pick<Resource, "type" | "inputs">,
  isRead: (name: string) => boolean,
): Iterable<PlainSecret> {
  const own = (readElsewhere[type] ?? "").split(" ");
  for (const { path, text } of leaves(inputs)) {
    const names = path.replaceAll(/\[\d+\]/g, "");
    if (own.some((one) => names === one || names.startsWith(`${one}.`)) || isSecretBearing(path)) continue;
    if (own[0] === "" ? names.split(".").some(isRead) : /^tags(?:All)?$/i.test(topLevel(names))) continue;
    const found = certainSecret(text);
    if (found !== undefined) yield { part: names, what: `${names}, which holds ${found}` };
  }
}
