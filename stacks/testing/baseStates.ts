import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { StateDeployment } from "@ballast/testing/engine";

/** What the engine is about to do to a resource of the base. */
export interface BaseStep {
  op: string;
  type: string;
  urn: string;
  old?: { inputs: Record<string, unknown> };
  new?: { inputs: Record<string, unknown> };
}

/** Something that a stack had at the base and would lose, or get anew, by an update to the current program. */
export interface Interruption {
  /** `type name`, as a version plan names it. */
  resource: string;
  op: "delete" | "replace" | "change";
  isStore: boolean;
}

/**
 * Types that hold what cannot be created again. The test's own list, on purpose: it must not follow a fault in the
 * tables that the product reads.
 */
const stores = [
  /^aws:(ebs|ec2)\/(volume|snapshot|ami)/i,
  /^aws:(efs\/fileSystem:|fsx\/|rds\/(instance|cluster|globalCluster|.*[sS]napshot):|dynamodb\/|elasticache\/|docdb\/|neptune\/|redshift\/|opensearch\/)/,
  /^aws:s3\/bucket(V2)?:/,
  /^aws:(ecr|ecrpublic|codecommit)\/repository:/,
  /^aws:(kms\/(key|externalKey|replicaKey)|secretsmanager\/secret|ssm\/parameter|directoryservice\/.*[dD]irectory|backup\/vault|cognito\/userPool):/,
  /^aws:cloudformation\//,
  /^random:/,
  /^AWS::(SecretsManager::Secret|DirectoryService::|RDS::DB|EFS::FileSystem|FSx::|S3::Bucket|KMS::Key|DynamoDB::|ECR::Repository|SSM::Parameter)$/,
  /^AWS::DirectoryService::/,
];

function isStore(type: string, stack: string): boolean {
  return (
    stores.some((store) => store.test(type)) ||
    (stack.endsWith("-prod") && /^(aws:cloudwatch\/logGroup:|AWS::Logs::LogGroup$)/.test(type))
  );
}

/** What a preview from the base deletes, replaces, or changes inside a CloudFormation template. */
export function interruptionsOf(stack: string, steps: BaseStep[]): Interruption[] {
  return steps.flatMap((step): Interruption[] => {
    const { op, type, urn } = step;
    if (op === "same" || op === "create" || op === "read") return [];
    if (op === "update") return changedInTemplate(stack, step);
    const name = urn.split("::").slice(3).join("::");
    return [
      {
        resource: `${type} ${name}`,
        op: op === "delete" ? "delete" : "replace",
        isStore: isStore(type, stack),
      },
    ];
  });
}

function changedInTemplate(stack: string, { type, old, new: next }: BaseStep): Interruption[] {
  if (!type.startsWith("aws:cloudformation/")) return [];
  const now = nested(next?.inputs["templateBody"]);
  return Object.entries(nested(old?.inputs["templateBody"])).flatMap(([id, before]): Interruption[] => {
    if (isDeepStrictEqual(before, now[id])) return [];
    const nestedType = String(before["Type"]);
    const op = id in now ? "change" : "delete";
    return [{ resource: `${nestedType} ${id}`, op, isStore: isStore(nestedType, stack) }];
  });
}

function nested(templateBody: unknown): Record<string, Record<string, unknown>> {
  // Templates of this repository are written as JSON; one that is not must fail here instead of comparing nothing.
  return (JSON.parse(String(templateBody)) as { Resources: Record<string, Record<string, unknown>> })
    .Resources;
}

/** What version plans name: each `type name` in backticks. */
export function namedInVersionPlans(root: string): Set<string> {
  const folder = join(root, ".nx/version-plans");
  const texts = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((file) => file.endsWith(".md"))
    .map((file) => readFileSync(join(folder, file), "utf8"));
  return new Set(texts.flatMap((text) => [...text.matchAll(/`([^`\n]+)`/g)].map(([, named = ""]) => named)));
}

/** A state as it is committed: one resource a line, without the times at which it was written. */
export function asCommitted({ version, deployment }: StateDeployment): string {
  const resources = (deployment.resources ?? []).map((resource) => {
    const {
      created: _created,
      modified: _modified,
      ...kept
    } = resource as unknown as Record<string, unknown>;
    return `    ${JSON.stringify(kept)}`;
  });
  return `{"version":${version},"deployment":{"resources":[\n${resources.join(",\n")}\n]}}\n`;
}
