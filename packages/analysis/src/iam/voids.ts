import { actionFacts, actionsLike, isKnownService, supports, type ActionFacts } from "./actions.ts";
import { conditionHolds } from "./conditions.ts";
import { isGlob, isWide, matchesGlob } from "./globs.ts";
import type { PolicyStatement } from "./policy.ts";

/**
 * Condition keys of one service that requests to other services also contain, in role sessions that the
 * service started (IAM user guide, "AWS global condition context keys", cross-service keys, 2026-11).
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
    // Keys of HTTP requests by a state machine.
    "states:HTTPEndpoint",
    "states:HTTPMethod",
  ].map((key) => key.toLowerCase()),
);

/**
 * The parts of an Allow that can never have effect according to AWS's service authorization reference, as
 * texts that follow "allows": unknown actions, actions on resources that they do not support, and conditions
 * with keys that no such request contains.
 *
 * Not checked: services that the reference does not list, because they may be newer than the reference, and
 * their resources; and texts with `${…}`, whose value is not known yet.
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

/** Former actions, which AWS's own policies still contain. */
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

/** AWS's own examples name a connection by either prefix of its service. */
function supportsEither(name: string, value: string): boolean {
  const connections = /^(codeconnections|codestar-connections)(?=:)/;
  const other = name.startsWith("codeconnections:") ? "codestar-connections" : "codeconnections";
  return (
    supports(name, value) || (connections.test(name) && supports(name.replace(connections, other), value))
  );
}

/**
 * Service names that occur only in ARNs: AWS Service Catalog, Elastic Inference, Application Recovery
 * Controller.
 */
const arnServices = new Set(["catalog", "elastic-inference", "route53-recovery-control"]);

/** Whether the reference lists the service of an ARN. The resources of other services are not known. */
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
      // Not checked: global keys, and keys of identity providers and of services that the reference does not
      // list.
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

/**
 * Whether a request without the key fulfills the condition. True for an unknown operator, which is not
 * checked here.
 */
function holdsWithout(operator: string, key: string, values: string[]): boolean {
  try {
    return conditionHolds(operator, key, values, {});
  } catch {
    return true;
  }
}

/**
 * Whether a key is a service's own tag key. The reference does not always list the actions that support it.
 */
function isTagOf(key: string, patterns: readonly string[]): boolean {
  const service = /^([\w-]+:)(?:resource|request)tag\/./i.exec(key)?.[1]?.toLowerCase();
  return service !== undefined && patterns.some((pattern) => pattern.toLowerCase().startsWith(service));
}

function carries(facts: ActionFacts | undefined, key: string): boolean {
  if (facts === undefined) return false;
  return [facts, ...facts.resources].some(({ conditionKeys }) =>
    conditionKeys.some((form) =>
      // `ec2:ResourceTag/${TagKey}`; for S3, `s3:ExistingObjectTag/<key>`.
      matchesGlob(form.replaceAll(/\$\{[^}]*\}|<[^>]*>|tag-key/gi, "?*").toLowerCase(), key.toLowerCase()),
    ),
  );
}

function listed(all: readonly string[]): string {
  const [first = "", second, ...rest] = all;
  if (second === undefined) return first;
  return rest.length === 0 ? `${first} and ${second}` : `${first}, ${second} and ${rest.length} more`;
}
