import { decide, Decision, isPublic, policyStatements, type Context, type Request } from "@ballast/analysis";
import { accessOf } from "@ballast/aws";
import { fields, parsed, text, valuesAt, type Resource } from "@ballast/model";

const someone = [
  { kind: "AWS", value: "arn:aws:iam::123456789012:role/someone" },
  { kind: "AWS", value: "arn:aws:iam::999988887777:user/someone" },
];

/** Whether the policies of one resource deny each of these requests to every principal without TLS. */
export function deniesInClear(documents: readonly unknown[], requests: readonly Request[]): boolean {
  return deniesEverybody(documents, requests, { "aws:SecureTransport": "false" });
}

/**
 * Whether the policies of one resource deny each of these requests to every principal. @param context By
 * default, with TLS.
 */
export function deniesEverybody(
  documents: readonly unknown[],
  requests: readonly Request[],
  context: Context = { "aws:SecureTransport": "true" },
): boolean {
  const policies = documents.map((document) => ({ statements: policyStatements(document) }));
  return requests.every((request) =>
    someone.every((principal) => decide(policies, { ...request, principal, context }) === Decision.Denied),
  );
}

/** Whether a resource policy, or the principal that it names, allows access by unknown principals. */
export function isOpenToAnyone({ type, inputs }: Resource): boolean {
  const { resourcePolicy, principal } = accessOf(type);
  if (resourcePolicy !== undefined)
    return valuesAt(inputs, resourcePolicy).some((document) => isPublic(policyStatements(whole(document))));
  if (principal === undefined) return false;
  const bound = Object.entries(principal.boundBy).flatMap(([path, key]) =>
    valuesAt(inputs, path).map((value) => [key, text(value)] as const),
  );
  const statement = {
    Effect: "Allow",
    Principal: { AWS: text(inputs[principal.property]) },
    Action: "any:Thing",
    Resource: "*",
    Condition: { StringLike: Object.fromEntries<string>(bound) },
  };
  return isPublic(policyStatements({ Statement: statement }));
}

/** A policy document that contains a single statement. */
export function whole(document: unknown): unknown {
  return fields(parsed(document))["Effect"] === undefined ? document : { Statement: parsed(document) };
}
