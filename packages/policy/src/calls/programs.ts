import { unknown } from "../bootScripts/world.ts";
import { unknownCall, type ScriptCall } from "./scriptCall.ts";

/**
 * All calls of REX-Ray 0.11.4's AWS clients (rexray/rexray,
 * libstorage/drivers/storage/ebs/storage/ebs_storage.go and efs/storage/efs_storage.go, read in 2026-11).
 * Which are made depends on the volumes of the tasks.
 */
const rexrayEbs = [
  "ec2:AttachVolume",
  "ec2:CreateTags",
  "ec2:CreateVolume",
  "ec2:DeleteVolume",
  "ec2:DescribeInstances",
  "ec2:DescribeVolumes",
  "ec2:DetachVolume",
];

const rexrayEfs = [
  "elasticfilesystem:CreateFileSystem",
  "elasticfilesystem:CreateMountTarget",
  "elasticfilesystem:CreateTags",
  "elasticfilesystem:DeleteFileSystem",
  "elasticfilesystem:DeleteMountTarget",
  "elasticfilesystem:DescribeFileSystems",
  "elasticfilesystem:DescribeMountTargets",
  // EFS makes these calls with the caller's permissions (service authorization reference of Amazon EFS,
  // CreateMountTarget, DeleteMountTarget; 2026-11).
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
];

/** Source: AWS managed policy CloudWatchAgentServerPolicy (2026-11). */
const cloudWatchAgent = [
  "cloudwatch:PutMetricData",
  "ec2:DescribeTags",
  "ec2:DescribeVolumes",
  "logs:CreateLogGroup",
  "logs:CreateLogStream",
  "logs:DescribeLogGroups",
  "logs:DescribeLogStreams",
  "logs:PutLogEvents",
];

function callsTo(
  actions: readonly string[],
  text: string,
  parameters: ScriptCall["parameters"] = {},
): ScriptCall[] {
  return actions.map((action) => ({ action, parameters, text }));
}

/** The calls as not certain: which a plugin makes depends on the volumes of the tasks. */
function perhaps(actions: readonly string[], text: string): ScriptCall[] {
  return callsTo(actions, text).map((call) => ({ ...call, isCertain: false }));
}

/**
 * The calls of a Docker volume plugin. They are known only for REX-Ray.
 *
 * @param names The plugin's image or alias, and its settings.
 */
export function pluginCalls(names: readonly string[], alias: string | undefined, text: string): ScriptCall[] {
  const [image = ""] = names;
  const named = `${image} ${alias ?? ""} ${names.filter((name) => /^(?:EBS|EFS)_/.test(name)).join(" ")}`;
  if (/rexray[/-]ebs|\bEBS_/.test(named)) return perhaps(rexrayEbs, text);
  if (/rexray[/-]efs|\bEFS_/.test(named)) return perhaps(rexrayEfs, text);
  // Cloudstor and other plugins are closed source, so their calls are unknown.
  return /cloudstor|aws|ebs|efs|rexray/.test(named) || image.startsWith(unknown) ? [unknownCall(text)] : [];
}

/** The AWS API calls of programs other than `aws` and `docker`. */
export function programCalls(name: string, words: readonly string[], text: string): ScriptCall[] {
  switch (name) {
    case "mount":
    case "mount.efs":
      return mountCalls(name, words, text);
    case "amazon-cloudwatch-agent-ctl": {
      const source =
        words[words.findIndex((word) => /^(?:-c|--?configuration|--config)$/.test(word)) + 1] ?? "";
      const parameter = /^ssm:(.*)$/.exec(source)?.[1];
      return [
        ...(words.some((word) => /^(?:fetch-config|append-config|start)$/.test(word))
          ? callsTo(cloudWatchAgent, text)
          : []),
        ...(parameter === undefined
          ? []
          : callsTo(["ssm:GetParameter"], text, {
              name: parameter.includes(unknown) ? undefined : parameter,
            })),
      ];
    }
    // Its resources' metadata; with a role, CloudFormation does not ask IAM about a stack's own instance (CloudFormation user guide, helper scripts).
    case "cfn-init":
    case "cfn-get-metadata":
      return callsTo(["cloudformation:DescribeStackResource"], text, stackOf(words));
    case "cfn-signal":
      return callsTo(["cloudformation:SignalResource"], text, stackOf(words));
    case "docker-credential-ecr-login":
      return callsTo(["ecr:GetAuthorizationToken"], text);
    // With a signature of AWS, and by Git's helper for CodeCommit.
    case "curl":
      return words.some((word) => word.startsWith("--aws-sigv4")) ? [unknownCall(text)] : [];
    case "git":
      return words.some((word) => /^codecommit::|git-codecommit\./.test(word)) ? [unknownCall(text)] : [];
    case "rclone":
    case "s3cmd":
    case "s4cmd":
    case "s5cmd":
    case "s3fs":
    case "mount-s3":
    case "goofys":
    case "eksctl":
    case "sam":
    case "cdk":
    case "terraform":
    case "pulumi":
    case "copilot":
    case "packer":
    case "session-manager-plugin":
      return [unknownCall(text)];
    default:
      return [];
  }
}

/**
 * The calls of `mount -t efs`. With option `iam`, EFS authorizes the client by IAM (Amazon EFS user guide,
 * "Using IAM to control access to file systems", 2026-11).
 */
function mountCalls(name: string, words: readonly string[], text: string): ScriptCall[] {
  const valueOf = (option: string): string => words[words.indexOf(option) + 1] ?? "";
  const isEfs =
    name === "mount.efs" || (words.includes("-t") && valueOf("-t") === "efs") || words.includes("-tefs");
  const options = (
    words.includes("-o") ? valueOf("-o") : (words.find((word) => /^-o./.test(word))?.slice(2) ?? "")
  ).split(",");
  if (!isEfs || !options.some((option) => option === "iam" || option.includes(unknown))) return [];
  const source = words.find((word) => /^(?:fs-|\uE000)/.test(word)) ?? "";
  const id = /^(fs-[0-9a-f]+)/.exec(source)?.[1];
  const actions = ["ClientMount", ...(options.includes("ro") ? [] : ["ClientWrite"]), "ClientRootAccess"];
  return callsTo(
    actions.map((action) => `elasticfilesystem:${action}`),
    text,
    { "file-system-id": id },
  );
}

function stackOf(words: readonly string[]): ScriptCall["parameters"] {
  const at = words.findIndex((word) => /^(?:-s|--stack)$/.test(word));
  const given = at >= 0 ? words[at + 1] : words.find((word) => word.startsWith("--stack="))?.slice(8);
  return { "stack-name": given?.includes(unknown) ? undefined : given };
}
