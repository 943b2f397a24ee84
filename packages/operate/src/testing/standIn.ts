import type { InstanceRefresh } from "@aws-sdk/client-auto-scaling";
import { randomUUID } from "node:crypto";

/** The emulator's own API (tools/aws-emulator), by which tests simulate events that AWS causes itself. */

/** Sets the page size of lists. @default 2, after each reset */
export async function pagesOf(size: number): Promise<void> {
  await tell("pages", { size });
}

/** Replaces the response of a call by an error or by another response. */
export interface Rule {
  operation: string;
  /** AWS's error code: `ThrottlingException`. */
  code?: string;
  /** @default 400 */
  status?: number;
  /** @default - an error */
  reply?: unknown;
  /** @default 1 */
  times?: number;
  /** Number of calls that get the normal response first. @default 0 */
  after?: number;
}

export const always = 1_000_000;

export async function answerBy(rule: Rule): Promise<void> {
  await tell("rules", rule);
}

/** Changes a task as ECS would. */
export async function setTask(
  task: string,
  values: { lastStatus: string; desiredStatus?: string },
): Promise<void> {
  await tell("tasks", { task, ...values });
}

/** Changes a container instance, by ARN, as its agent or ECS would. */
export async function setHost(
  host: string,
  values: {
    agentConnected?: boolean;
    capacityProviderName?: string;
    versionInfo?: { agentVersion: string; dockerVersion: string };
    runningTasksCount?: number;
    pendingTasksCount?: number;
    status?: string;
    /** Id of the EC2 instance, or of an external instance. */
    ec2InstanceId?: string;
  },
): Promise<void> {
  await tell("hosts", { host, ...values });
}

/** Sets the creation date of an AMI or the launch date of an instance, and optionally the instance's AMI. */
export async function setDate(id: string, date: Date, more: { image?: string } = {}): Promise<void> {
  await tell("dates", { id, date: date.toISOString(), ...more });
}

/** Adds an instance refresh to the history of Auto Scaling. */
export async function addRefresh(refresh: Omit<InstanceRefresh, "InstanceRefreshId">): Promise<void> {
  await tell("refreshes", { InstanceRefreshId: randomUUID(), ...refresh });
}

/** Adds a recovery point of AWS Backup, which moto does not support. */
export async function setRecoveryPoint(point: {
  RecoveryPointArn: string;
  ResourceArn: string;
  ResourceType: string;
  ResourceName?: string;
  BackupVaultName: string;
  CreationDate: string;
  Status: string;
  EncryptionKeyArn?: string;
  RestoreMetadata?: Record<string, string>;
}): Promise<void> {
  await tell("recovery-points", point);
}

/** Adds a restore job of a restore testing plan of AWS Backup. */
export async function setDrill(drill: {
  SourceResourceArn: string;
  RecoveryPointArn?: string;
  CreatedResourceArn?: string;
  CreatedBy?: object;
  CompletionDate: string;
  Status: string;
  StatusMessage?: string;
  ValidationStatus?: string;
}): Promise<void> {
  const plan = "arn:aws:backup:eu-central-1:123456789012:restore-testing-plan:monthly-0123";
  await tell("drills", {
    RestoreJobId: randomUUID(),
    CreationDate: drill.CompletionDate,
    CreatedBy: { RestoreTestingPlanArn: plan },
    ...drill,
  });
}

/**
 * Sets the result of restore jobs of AWS Backup that start from now on. @param polls Number of descriptions of a job
 * before it ends.
 */
export async function setRestoreJobs(ending: {
  polls?: number;
  Status?: string;
  StatusMessage?: string;
}): Promise<void> {
  await tell("restore-jobs", ending);
}

/** Sets the result of backup jobs of AWS Backup, and of FSx backups, that start from now on. */
export async function setBackupJobs(ending: {
  polls?: number;
  State?: string;
  StatusMessage?: string;
  /** The final state of an FSx backup. */
  Lifecycle?: string;
}): Promise<void> {
  await tell("backup-jobs", ending);
}

/** Sets the file systems and backups of FSx, as its lists return them. */
export async function setWindowsBackups(all: { FileSystems?: object[]; Backups?: object[] }): Promise<void> {
  await tell("windows-backups", all);
}

/** Sets the period for which RDS offers point-in-time recovery. */
export async function setRestoreWindow(window: {
  DBInstanceIdentifier: string;
  EarliestTime: string;
  LatestTime: string;
  /** Of a server that is gone. */
  DbiResourceId?: string;
}): Promise<void> {
  await tell("restore-windows", window);
}

/** Adds a service deployment to the history of ECS, which moto does not support. */
export async function setDeployment({
  cluster,
  service,
  number,
  taskDefinition,
  status,
  after,
}: {
  cluster: string;
  service: string;
  /** Identifies the deployment; later deployments have higher numbers. */
  number: number;
  taskDefinition: string;
  status: string;
  /** The number of the deployment that it replaces. @default - it is the first */
  after?: number;
}): Promise<void> {
  const place = "arn:aws:ecs:eu-central-1:123456789012";
  const name = `${cluster}/${service}`;
  const arns = { serviceArn: `${place}:service/${name}`, clusterArn: `${place}:cluster/${cluster}` };
  const revision = (which: number): string => `${place}:service-revision/${name}/${which}`;
  const createdAt = new Date(Date.UTC(2026, 10, number)).toISOString();
  await tell("service-revisions", {
    ...arns,
    serviceRevisionArn: revision(number),
    taskDefinition,
    createdAt,
  });
  await tell("service-deployments", {
    ...arns,
    serviceDeploymentArn: `${place}:service-deployment/${name}/${number}`,
    status,
    createdAt,
    targetServiceRevision: { arn: revision(number) },
    sourceServiceRevisions: after === undefined ? [] : [{ arn: revision(after) }],
  });
}

/** The calls since the last reset, such as `ecs:ListTasks`, and the requests that botocore's models rejected. */
export async function calls(): Promise<{ calls: string[]; faults: string[] }> {
  const answer = await fetch(`${process.env["AWS_ENDPOINT_URL"]}/stand-in/calls`);
  return (await answer.json()) as { calls: string[]; faults: string[] };
}

async function tell(what: string, body: unknown): Promise<void> {
  const answer = await fetch(`${process.env["AWS_ENDPOINT_URL"]}/stand-in/${what}`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`stand-in: ${what}: ${answer.status} ${await answer.text()}`);
}
