import { containers, fields, list, parsed, statements, text, type Resource } from "@ballast/model";
import { referenceFault, type ReferenceRule } from "@ballast/contracts/plain";
import { aws } from "@ballast/aws";
import type { Rule, Violation } from "../rule.ts";

/**
 * A reference to a secret in a resource: its location, as a text that follows the resource's name, and the
 * accepted forms.
 */
interface Place {
  where: string;
  value: unknown;
  rule?: ReferenceRule;
}

/** References, keyed by resource type; task definitions are checked separately. */
const places: Record<string, (inputs: Resource["inputs"]) => Place[]> = {
  [aws.pullThroughCacheRule]: ({ credentialArn }) => [
    { where: "credentialArn", value: credentialArn, rule: { namePrefix: "ecr-pullthroughcache/" } },
  ],
  [aws.project]: ({ environment }) => [
    ...list(fields(environment)["environmentVariables"])
      .map(fields)
      .filter(({ type }) => type === "SECRETS_MANAGER")
      .map(({ name, value }) => ({ where: `variable ${text(name)}`, value: wholeSecret(value) })),
    {
      where: "environment.registryCredential.credential",
      value: fields(fields(environment)["registryCredential"])["credential"],
    },
  ],
  // Log options of the Service Connect proxy.
  [aws.service]: ({ serviceConnectConfiguration }) =>
    named(fields(fields(serviceConnectConfiguration)["logConfiguration"])["secretOptions"], "log option"),
  [aws.windowsFileSystem]: ({ selfManagedActiveDirectory }) => [
    {
      where: "selfManagedActiveDirectory.domainJoinServiceAccountSecret",
      value: fields(selfManagedActiveDirectory)["domainJoinServiceAccountSecret"],
    },
  ],
  [aws.databaseProxy]: ({ auths }) =>
    list(auths)
      .map(fields)
      .map(({ secretArn }, index) => ({ where: `auths[${index}].secretArn`, value: secretArn })),
};

/** CodeBuild accepts one to three parts after a secret's ARN (user guide, "env/secrets-manager", 2026-11). */
function wholeSecret(value: unknown): unknown {
  return typeof value === "string" && value.split(":").length <= 10
    ? value.split(":").slice(0, 7).join(":")
    : value;
}

/** Resources that IAM accepts: an ARN, which may contain wildcards and policy variables, or `*`. */
const iamResource =
  /^(\*|arn:[a-z*-]+:[a-z0-9*-]+:[a-z0-9*-]*:(\d{12}|aws||[0-9]*[*?][0-9*?]*|\$\{[\w:/-]+\}):.+)$/;

const policyTypes = [aws.rolePolicy, aws.policy, aws.userPolicy, aws.groupPolicy];

export const secretReferenceRules: Rule[] = [
  {
    id: "ecs-secret-references",
    severity: "error",
    sentence: "A task definition refers to a secret by its full ARN, never by its value.",
    why: "ECS also accepts names, which cannot be distinguished from a password in clear text; the task definition keeps that value.",
    fix: "Set the full ARN of a secret or, for secrets and log options, of an SSM parameter.",
    types: [aws.taskDefinition],
    *check({ inputs }) {
      yield* faultsOf(taskPlaces(inputs));
    },
  },
  {
    id: "secret-references",
    severity: "error",
    sentence: "A property that refers to a secret contains its full ARN, never a value.",
    why: "Anyone with permission to describe the resource can read a value, and the state keeps it in clear text.",
    fix: "Store the value in Secrets Manager and set the secret's full ARN.",
    types: Object.keys(places),
    *check({ type, inputs }) {
      yield* faultsOf(places[type]?.(inputs) ?? []);
    },
  },
  {
    id: "iam-resource-arns",
    severity: "error",
    sentence: "The resources of a policy's statements are ARNs.",
    why: "IAM rejects anything else. A value in place of a secret's ARN may be the secret itself.",
    fix: "Set the ARN of the resource, or * for an action without resource-level permissions.",
    types: [...policyTypes, aws.role],
    *check({ type, inputs }) {
      const documents =
        type === aws.role
          ? list(inputs["inlinePolicies"]).map((policy) => fields(policy)["policy"])
          : [inputs["policy"]];
      for (const { actions, resources, notResources } of documents.flatMap((document) =>
        statements(parsed(document)),
      ))
        if ([...resources, ...notResources].some((resource) => !iamResource.test(resource)))
          yield `allows or denies ${actions.join(", ")} on a resource that is not an ARN (not shown)`;
    },
  },
];

/** The references in a list of names and secrets. */
function named(secrets: unknown, word: string): Place[] {
  const rule = { parameter: true, field: true };
  return list(secrets)
    .map(fields)
    .map(({ name, valueFrom }) => ({ where: `${word} ${text(name)}`, value: valueFrom ?? null, rule }));
}

function taskPlaces(inputs: Resource["inputs"]): Place[] {
  const ofContainers = containers(inputs).flatMap((container): Place[] => {
    const of = `container ${text(container["name"])}:`;
    return [
      ...named(container["secrets"], `${of} secret`),
      ...named(fields(container["logConfiguration"])["secretOptions"], `${of} log option`),
      {
        where: `${of} repositoryCredentials`,
        value: fields(container["repositoryCredentials"])["credentialsParameter"],
      },
    ];
  });
  const ofVolumes = list(inputs["volumes"])
    .map(fields)
    .map(({ name, fsxWindowsFileServerVolumeConfiguration }): Place => {
      const { authorizationConfig } = fields(fsxWindowsFileServerVolumeConfiguration);
      return {
        where: `volume ${text(name)}: credentialsParameter`,
        value: fields(authorizationConfig)["credentialsParameter"],
        rule: { parameter: true },
      };
    });
  return [...ofContainers, ...ofVolumes];
}

function* faultsOf(found: Place[]): Iterable<Violation> {
  for (const { where, value, rule } of found) {
    const fault = value === undefined ? undefined : referenceFault(value, rule);
    // One finding for each place, so that an exception for one secret does not cover the next.
    if (fault !== undefined) yield { part: where, message: `${where} ${fault}` };
  }
}
