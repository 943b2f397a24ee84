import { actionFacts, actionsLike, isKnownService, supports, type ActionFacts } from "./actions.ts";
import { conditionHolds } from "./conditions.ts";
import { isGlob, isWide, matchesGlob } from "./globs.ts";
import type { PolicyStatement } from "./policy.ts";

/**
 * Keys of one service that requests to others carry, too: of a role's session that the service began (IAM user guide, "AWS global
 * condition context keys", cross-service keys, 2026-11).
 */
const crossService = new Set(
  [
    "codebuild:BuildArn",
    "codebuild:ProjectArn",
    "ec2:RoleDelivery",
    "ec2:SourceInstanceARN",
    "glue:CredentialIssuingService",
    "glue:RoleAssumedBy",
    "identitystore:UserId",
    "lambda:SourceFunctionArn",
    "ssm:SourceInstanceARN",
    // Of requests that a state machine makes.
    "states:HTTPEndpoint",
    "states:HTTPMethod",
  ].map((key) => key.toLowerCase()),
);

/**
 * What in an Allow can never have effect, by AWS's service authorization reference, in words that follow "allows": actions that AWS does
 * not have, actions on resources about which IAM never asks, and conditions by keys that no such request carries.
 *
 * A service that the reference does not list may be newer than it, and it is not known yet what a text with `${…}` will be: neither is
 * judged, nor is a resource of such a service.
 */
export function voidsIn({ effect, actions, resources, conditions }: PolicyStatement): string[] {
  if (effect !== "Allow" || actions.not) return [];
  const patterns = actions.values.filter((pattern) => pattern !== "" && !pattern.includes("${"));
  const named = new Map(patterns.map((pattern) => [pattern, isWide(pattern) ? [] : actionsLike(pattern)]));
  return [
    ...patterns.flatMap((pattern) => voidAction(pattern, named.get(pattern) ?? [], resources)),
    ...(patterns.length === actions.values.length ? voidKeys(conditions, patterns, named) : []),
  ];
}

/** Actions of old, which AWS's own policies still have. */
const former = new Set(["sns:receive"]);

function voidAction(
  pattern: string,
  names: readonly string[],
  { not, values }: PolicyStatement["resources"],
): string[] {
  if (isWide(pattern)) return [];
  if (names.length === 0)
    return isKnownService(pattern) && !former.has(pattern.toLowerCase())
      ? [`${pattern}, which is not an AWS action`]
      : [];
  const isJudged = !not && values.length > 0 && values.every(isOfKnownService);
  if (!isJudged || names.some((name) => values.some((value) => supportsEither(name, value)))) return [];
  const forms = [
    ...new Set(names.flatMap((name) => actionFacts(name)?.resources.map(({ arn }) => arn) ?? [])),
  ];
  const instead = forms.length === 0 ? '"*"' : listed(forms);
  return [`${pattern} on ${listed(values)}, but this action only supports ${instead} as resource`];
}

/** A connection is asked about by either name of its service, in AWS's own examples. */
function supportsEither(name: string, value: string): boolean {
  const connections = /^(codeconnections|codestar-connections)(?=:)/;
  const other = name.startsWith("codeconnections:") ? "codestar-connections" : "codeconnections";
  return (
    supports(name, value) || (connections.test(name) && supports(name.replace(connections, other), value))
  );
}

/** What services are called in ARNs alone: AWS Service Catalog, Elastic Inference, Application Recovery Controller. */
const arnServices = new Set(["catalog", "elastic-inference", "route53-recovery-control"]);

/** An ARN whose service the reference lists. Of others, it is not known which resources they have. */
function isOfKnownService(resource: string): boolean {
  const [arn, , service = "*"] = resource.split(":");
  return (
    arn?.toLowerCase() === "arn" && (isGlob(service) || isKnownService(service) || arnServices.has(service))
  );
}

function* voidKeys(
  conditions: PolicyStatement["conditions"],
  patterns: readonly string[],
  named: ReadonlyMap<string, readonly string[]>,
): Iterable<string> {
  for (const [operator, keys] of Object.entries(conditions))
    for (const [key, values] of Object.entries(keys)) {
      const prefix = key.slice(0, Math.max(key.indexOf(":"), 0));
      // Global keys, and those of identity providers and of services that the reference does not list.
      if (key.includes("${") || /^aws:/i.test(key) || (prefix !== "" && !isKnownService(prefix))) continue;
      if (crossService.has(key.toLowerCase()) || isTagOf(key, patterns)) continue;
      if (holdsWithout(operator, key, values)) continue;
      const isKnown = patterns.some((pattern) => {
        if (!isWide(pattern) && !isKnownService(pattern)) return true;
        const asked = isWide(pattern) ? actionsLike(`${prefix}:*`) : (named.get(pattern) ?? []);
        return asked.some((name) => carries(actionFacts(name), key));
      });
      if (!isKnown)
        yield `${listed(patterns)} where ${operator} compares ${key}, a key that no request for these actions contains`;
    }
}

/** Whether a condition is fulfilled by a request that lacks the key. An operator that IAM does not know is not judged here. */
function holdsWithout(operator: string, key: string, values: string[]): boolean {
  try {
    return conditionHolds(operator, key, values, {});
  } catch {
    return true;
  }
}

/** A service's own key for a resource's or a request's tags: which of its actions know it, the reference does not always say. */
function isTagOf(key: string, patterns: readonly string[]): boolean {
  const service = /^([\w-]+:)(?:resource|request)tag\/./i.exec(key)?.[1]?.toLowerCase();
  return service !== undefined && patterns.some((pattern) => pattern.toLowerCase().startsWith(service));
}

function carries(facts: ActionFacts | undefined, key: string): boolean {
  if (facts === undefined) return false;
  return [facts, ...facts.resources].some(({ conditionKeys }) =>
    conditionKeys.some((form) =>
      // `ec2:ResourceTag/${TagKey}`, and of S3 `s3:ExistingObjectTag/<key>`.
      matchesGlob(form.replaceAll(/\$\{[^}]*\}|<[^>]*>|tag-key/gi, "?*").toLowerCase(), key.toLowerCase()),
    ),
  );
}

function listed(all: readonly string[]): string {
  const [first = "", second, ...rest] = all;
  if (second === undefined) return first;
  return rest.length === 0 ? `${first} and ${second}` : `${first}, ${second} and ${rest.length} more`;
}
