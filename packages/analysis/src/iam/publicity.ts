import { anInstance, namesStranger, stranger } from "./askers.ts";
import { namesAction, type Request } from "./evaluate.ts";
import type { Patterns, PolicyStatement } from "./policy.ts";
import { mayAsk } from "./reach.ts";

/** The most common action of each service with resource policies. */
const actions = [
  ..."s3:GetObject sns:Publish sqs:SendMessage kms:Decrypt secretsmanager:GetSecretValue ecr:BatchGetImage".split(
    " ",
  ),
  ..."sts:AssumeRole lambda:InvokeFunction elasticfilesystem:ClientMount backup:CopyIntoBackupVault es:ESHttpGet".split(
    " ",
  ),
  "any:Thing",
];

/**
 * Whether a resource policy or trust policy allows something to unknown principals: everyone, in any
 * notation, without a condition on account, organization, network or resource, and without a Deny that
 * excludes them.
 */
export function isPublic(statements: readonly PolicyStatement[]): boolean {
  const about = statements.filter(({ principals }) => principals !== undefined && namesStranger(principals));
  return about
    .filter(({ effect }) => effect === "Allow")
    .flatMap(requestsOf)
    .some((request) => mayAsk(about, request, stranger));
}

/** Requests that a statement covers. */
function requestsOf(statement: PolicyStatement): Request[] {
  const context = Object.fromEntries(
    statement.resources.values.flatMap((value) =>
      [...value.matchAll(/\$\{([^},*?$]+)/g)].map(([, key = ""]) => [key.trim(), "x"]),
    ),
  );
  const asked = instancesOf(statement.actions).concat(
    actions.filter((action) => namesAction(statement.actions, action)),
  );
  return asked.flatMap((action) =>
    [...instancesOf(statement.resources), "", "arn:aws:any:eu-central-1:123456789012:x/xq"].map(
      (resource) => ({
        action,
        resource: resource.replaceAll(/\$\{[^}]*\}/g, "x"),
        context,
      }),
    ),
  );
}

function instancesOf({ not, values }: Patterns): string[] {
  return not ? [] : values.map(anInstance);
}
