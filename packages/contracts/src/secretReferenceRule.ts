import { kindOf } from "./quoting.ts";

/** The references that a field accepts in addition to the full ARN of a secret in Secrets Manager. */
export interface ReferenceRule {
  /** The ARN of a parameter of Systems Manager. @default false */
  parameter?: boolean;
  /** `:json-key:version-stage:version-id` behind a secret's ARN, each part possibly empty, as ECS reads it. @default false */
  field?: boolean;
  /** The required prefix of the secret's name. @default - any name */
  namePrefix?: string;
}

// The shapes are those of the services' API references (2026-11): of CreateSecret for a name and the six characters that
// Secrets Manager appends, of PutParameter for a parameter's name, of ECS's Secret for what may follow.
// `!` is in the names of secrets that AWS services create, such as `rds!db-…`; users cannot create such names.
const arnOf = (service: string): string =>
  // eslint-disable-next-line no-restricted-syntax -- a pattern that every partition's ARNs match
  `arn:aws(?:-[a-z]+)*:${service}:[a-z]+(?:-[a-z]+)+-\\d{1,2}:\\d{12}:`;
const secretArn = new RegExp(
  `^(?<arn>${arnOf("secretsmanager")}secret:(?<name>[A-Za-z0-9/_+=.@!-]{1,512})-[A-Za-z0-9]{6})(?<field>:[^]*)?$`,
);
/** A version is chosen by its stage or by its id, not by both. */
const secretField = /^:[^:\p{Cc}]*:(?:[^:\p{Cc}]{0,256}:|:[A-Za-z0-9-]{32,64})$/u;
const parameterArn = new RegExp(`^${arnOf("ssm")}parameter(?:/[A-Za-z0-9_.-]+){1,15}$`);
/** The maximum length of a parameter's ARN (PutParameter, 2026-11). */
const parameterArnLimit = 1011;

/** The error in a reference to a secret, without any part of the value; undefined if it is valid. */
export function referenceFault(value: unknown, rule: ReferenceRule = {}): string | undefined {
  if (typeof value === "string") {
    if (rule.parameter && value.length <= parameterArnLimit && parameterArn.test(value)) return undefined;
    const { arn, name = "", field } = secretArn.exec(value)?.groups ?? {};
    if (arn !== undefined && (field === undefined || (rule.field && secretField.test(field))))
      return rule.namePrefix === undefined || name.startsWith(rule.namePrefix)
        ? undefined
        : `is the ARN of a secret with another name (not shown); the name must start with ${JSON.stringify(rule.namePrefix)}.`;
  }
  return `is ${kindOf(value)} (not shown) and not ${allowedReference(rule)}`;
}

/** The allowed references, for messages. */
export function allowedReference({ parameter, field }: ReferenceRule): string {
  const secret =
    "the full ARN of a secret, arn:<partition>:secretsmanager:<region>:<account>:secret:<name>-<6 characters>" +
    (field ? ", with :<json key>:<version stage>:<version id> behind it if you want a part" : "");
  const text = parameter
    ? `${secret}, or of an SSM parameter, arn:<partition>:ssm:<region>:<account>:parameter/<name>`
    : secret;
  return (
    `${text}. Store the secret there and give its ARN` +
    (parameter ? "; for the name of a parameter, give the parameter's ARN." : ".")
  );
}

/** @returns the region of a reference that `referenceFault` accepts. */
export function regionOf(reference: string): string {
  return reference.split(":").at(3) ?? "";
}

/** The ARN of the secret or parameter, without the field and version that ECS reads after it. */
export function referredArn(reference: string): string {
  return secretArn.exec(reference)?.groups?.["arn"] ?? reference;
}
