import { anInstance, namesStranger, stranger } from "./askers.ts";
import { namesAction, type Request } from "./evaluate.ts";
import type { Patterns, PolicyStatement } from "./policy.ts";
import { mayAsk } from "./reach.ts";

/** One of what each service with resource policies is asked for most. */
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
 * Whether a resource policy or trust policy lets somebody do something who is not known here: everyone, by whatever spelling, whom no
 * condition binds to an account, an organization, a network or a resource, and whom no Deny keeps out.
 */
export function isPublic(statements: readonly PolicyStatement[]): boolean {
  const about = statements.filter(({ principals }) => principals !== undefined && namesStranger(principals));
  return about
    .filter(({ effect }) => effect === "Allow")
    .flatMap(requestsOf)
    .some((request) => mayAsk(about, request, stranger));
}

/** Requests that a statement is about. */
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
