import { fields, isFields, list, parsed, type Fields } from "./read.ts";

/**
 * Names of what describes containers, in the documents that ECS and AWS Batch take (API references, ContainerDefinition, JobDefinition,
 * November 2026). The provider reads these documents with Go's encoding/json, which takes a name in any case, and so do rules.
 */
const names = new Map(
  (
    "add allowPrivilegeEscalation annotations args autoprovision awslogs bottlerocket capabilities command condition container containerName " +
    "containerPort containerPortRange containerPath containers cpu credentialSpecs credentialsParameter dependsOn devices disableNetworking " +
    "dnsPolicy dnsSearchDomains dnsServers dockerLabels dockerSecurityOptions driver driverOpts drop ecsProperties efsVolumeConfiguration " +
    "eksProperties emptyDir enableExecuteCommand entryPoint env environment environmentFiles ephemeralStorage essential executionRoleArn " +
    "extraHosts fargatePlatformConfiguration fileSystemId firelensConfiguration hardLimit healthCheck host hostname hostNetwork hostPath " +
    "hostPort image imagePullPolicy imagePullSecrets initContainers initProcessEnabled instanceType instanceTypes interactive interval " +
    "ipAddress ipcMode jobRoleArn labels linuxParameters links logConfiguration logDriver maxSwap memory memoryReservation metadata " +
    "mountOptions mountPath mountPoints name namespace networkConfiguration nodeRangeProperties numNodes mainNode options path permissions " +
    "pidMode platformVersion podProperties portMappings privileged protocol pseudoTerminal readOnly readonlyRootFilesystem " +
    "repositoryCredentials resourceRequirements resources restartPolicy retries runAsGroup runAsNonRoot runAsUser runtimePlatform " +
    "secretOptions secrets securityContext serviceAccountName shareProcessNamespace sharedMemorySize size softLimit sourceContainer " +
    "sourcePath sourceVolume startPeriod startTimeout stopTimeout swappiness systemControls targetNodes taskProperties taskRoleArn timeout " +
    "tmpfs type ulimits user value valueFrom vcpus versionConsistency volumeMounts volumes volumesFrom workingDirectory"
  )
    .split(" ")
    .map((name) => [name.toLowerCase(), name]),
);
/** Pulumi names lists in the plural, where a type has blocks instead of a document. */
for (const name of ["add", "command", "dependsOn", "drop", "entryPoint", "env", "environment", "host"])
  names.set(`${name}s`.toLowerCase(), name);

/** Their names are the program's own. */
const free = new Set(["annotations", "dockerLabels", "driverOpts", "labels", "options"]);

/** Container definitions with the property names that AWS documents. */
export function canonicalContainers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonicalContainers);
  if (!isFields(value)) return value;
  const result: Fields = {};
  // If a name occurs in two spellings, Go uses the last one.
  for (const [key, inner] of Object.entries(value)) {
    const name = names.get(key.toLowerCase()) ?? key;
    result[name] = free.has(name) ? inner : canonicalContainers(inner);
  }
  return result;
}

/** The containers of a task definition. */
export function containers(taskDefinition: Fields): Fields[] {
  return list(canonicalContainers(parsed(taskDefinition["containerDefinitions"]))).map(fields);
}
