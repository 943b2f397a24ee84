import { mayAsk, policyStatements, stranger, type PolicyStatement } from "@ballast/analysis";
import { accessOf, typesWithAccess } from "@ballast/aws";
import { text, valuesAt } from "@ballast/model";
import type { Rule } from "../rule.ts";
import { isOpenToAnyone, whole } from "../statements.ts";

/** Types that other rules check. */
const isJudgedElsewhere = (type: string): boolean => /^(aws:(kms|ecr)\/|AWS::(KMS|ECR)::)/.test(type);
/** A version and an alias of a function have permissions of this type too. */
const functionPermissions = typesWithAccess("principal").filter((type) =>
  /lambda\/permission:|Lambda::Permission$/.test(type),
);
const isOfS3 = (type: string): boolean => /^(aws:s3\/|AWS::S3::)/.test(type);

export const sharingRules: Rule[] = [
  {
    id: "public-policy",
    severity: "error",
    sentence:
      "A policy of a bucket, queue, topic, secret, vault, function or file system names who can use the resource.",
    why: "Otherwise anyone with an AWS account can use it, and in some cases anyone without one.",
    fix: "Name accounts, roles or services as principals, or restrict * by a condition on an organization, a network or a source.",
    types: typesWithAccess("resourcePolicy", "principal").filter((type) => !isJudgedElsewhere(type)),
    *check(resource) {
      if (isOpenToAnyone(resource)) yield "can be used by anyone";
    },
  },
  {
    id: "lambda-permission-source",
    severity: "error",
    sentence: "A permission with which an AWS service calls a function names the source and its account.",
    why: "The service calls the function for every account that asks for it: anyone's rule, topic or bucket (the confused deputy).",
    fix: "Set sourceArn, or sourceAccount; for Amazon S3 set sourceAccount, because an ARN of a bucket does not contain it.",
    types: functionPermissions,
    *check({ inputs }) {
      const of = (name: string): string =>
        text(inputs[name] ?? inputs[name.charAt(0).toUpperCase() + name.slice(1)]);
      const service = of("principal");
      // The owner of an Alexa skill is named by a token.
      if (!/\.amazon(?:aws)?\.com(?:\.cn)?$/.test(service) || of("eventSourceToken") !== "") return;
      const sources = {
        ...(of("sourceArn") !== "" && { "aws:SourceArn": of("sourceArn") }),
        ...(of("sourceAccount") !== "" && { "aws:SourceAccount": of("sourceAccount") }),
      };
      const given = { Effect: "Allow", Condition: { StringLike: sources } };
      const isOpen = policyStatements({ Statement: given }).some(isForAnyAccount);
      const isOfBucket = /^arn:[\w-]+:s3:::/.test(of("sourceArn")) && of("sourceAccount") === "";
      if (isOpen) yield `lets ${service} call the function for any account`;
      else if (isOfBucket) yield `lets ${service} call the function for whoever owns the bucket`;
    },
  },
  {
    id: "policy-service-source",
    severity: "error",
    sentence:
      "A policy with which an AWS service uses a bucket, queue, topic, secret or vault names the source.",
    why: "The service acts for every account that asks for it: anyone's alarm, trail or topic (the confused deputy).",
    fix: "Add a condition on aws:SourceAccount, aws:SourceArn or aws:SourceOrgID to the statement.",
    types: typesWithAccess("resourcePolicy").filter((type) => !isJudgedElsewhere(type)),
    *check({ type, inputs }) {
      const { resourcePolicy = "" } = accessOf(type);
      const statements = valuesAt(inputs, resourcePolicy).flatMap((one) => policyStatements(whole(one)));
      const open = new Set<string>();
      for (const statement of statements)
        for (const service of servicesOf(statement))
          if (!isWithoutSource(type, service) && isForAnyAccount(statement)) open.add(service);
      for (const service of open) yield `lets ${service} use it for any account`;
    },
  },
  {
    id: "public-share",
    severity: "error",
    sentence:
      "Snapshots, images, documents, endpoints and function URLs are shared only with named accounts.",
    why: "A disk or a database that anyone can copy is public; accounts that join the organization later get access too.",
    fix: "Name the accounts, or do not share it. For a function URL set the authorization type AWS_IAM.",
    types: typesWithAccess("sharedWith", "openedBy").filter(
      (type) => !isOfS3(type) || accessOf(type).openedBy,
    ),
    *check({ type, inputs }) {
      const { sharedWith = [], openedBy = {} } = accessOf(type);
      const whom = isOfS3(type) ? [] : sharedWith.flatMap((path) => valuesAt(inputs, path)).map(text);
      if (whom.some(isEverybody)) yield "is shared with everyone";
      if (whom.some(isOrganization)) yield "is shared with a whole organization";
      const open = Object.entries(openedBy).filter(([path, values]) =>
        valuesAt(inputs, path).some((value) => values.includes(text(value))),
      );
      for (const [path] of open) yield `is open to everyone by ${path}`;
    },
  },
  {
    id: "s3-acl",
    severity: "error",
    sentence: "No access control list gives public access to a bucket or an object.",
    why: "AllUsers is everyone on the internet, and AuthenticatedUsers is anyone with an AWS account.",
    fix: "Remove ACLs; name principals in the bucket's policy.",
    covers: ["CKV_AWS_20", "CKV_AWS_57"],
    types: typesWithAccess("sharedWith").filter(isOfS3),
    *check({ type, inputs }) {
      const whom = (accessOf(type).sharedWith ?? []).flatMap((path) => valuesAt(inputs, path)).map(text);
      if (whom.some(isEverybody)) yield "is open to everyone by its access control list";
    },
  },
];

function servicesOf({ effect, principals }: PolicyStatement): string[] {
  if (effect !== "Allow" || principals === undefined || principals.not) return [];
  return principals.values.filter(({ kind }) => kind === "Service").map(({ value }) => value);
}

/** Amazon EventBridge sends neither source account nor ARN when it publishes to a topic. */
function isWithoutSource(type: string, service: string): boolean {
  return /^events\.amazonaws\.com/.test(service) && /sns|SNS/.test(type);
}

/** Whether the service fulfills the conditions although an unknown account has asked for it. */
function isForAnyAccount(statement: PolicyStatement): boolean {
  const asked = {
    ...statement,
    principals: undefined,
    actions: { not: false, values: ["any:Thing"] },
    resources: { not: false, values: ["*"] },
  };
  return mayAsk([asked], { action: "any:Thing", resource: "" }, stranger);
}

/**
 * Services' words for everyone: in accounts, launch permissions, documents, and ACLs (canned or by group).
 */
function isEverybody(whom: string): boolean {
  return /^(all|[*]+|public-?read(-?write)?|authenticated-?read|.*\/global\/(AllUsers|AuthenticatedUsers))$/i.test(
    whom.trim(),
  );
}

/** Whether the text is the ARN of an organization or organizational unit. */
function isOrganization(whom: string): boolean {
  return /:organizations::[^:]*:(organization|ou)\//.test(whom);
}
