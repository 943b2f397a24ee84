import type { InstanceRefresh } from "@aws-sdk/client-auto-scaling";
import { randomUUID } from "node:crypto";

/** The emulator's own API (tools/aws-emulator): what tests have it do that AWS does by itself. */

/** Lists come in pages of this many items. @default 2, after each reset */
export async function pagesOf(size: number): Promise<void> {
  await tell("pages", { size });
}

/** How a call is answered instead: by an error, or by a whole reply. */
export interface Rule {
  operation: string;
  /** AWS's word for an error: `ThrottlingException`. */
  code?: string;
  /** @default 400 */
  status?: number;
  /** @default - an error */
  reply?: unknown;
  /** @default 1 */
  times?: number;
  /** Calls that are answered as usual before. @default 0 */
  after?: number;
}

export const always = 1_000_000;

export async function answerBy(rule: Rule): Promise<void> {
  await tell("rules", rule);
}

/** What ECS does with a task by itself. */
export async function setTask(
  task: string,
  values: { lastStatus: string; desiredStatus?: string },
): Promise<void> {
  await tell("tasks", { task, ...values });
}

/** What an agent tells ECS by itself, of the container instance with this ARN, and what becomes of it. */
export async function setHost(
  host: string,
  values: {
    agentConnected?: boolean;
    capacityProviderName?: string;
    versionInfo?: { agentVersion: string; dockerVersion: string };
    runningTasksCount?: number;
    pendingTasksCount?: number;
    status?: string;
    /** Of EC2, or of a machine outside of AWS. */
    ec2InstanceId?: string;
  },
): Promise<void> {
  await tell("hosts", { host, ...values });
}

/** When an image was created, or an instance launched, and with which image. */
export async function setDate(id: string, date: Date, more: { image?: string } = {}): Promise<void> {
  await tell("dates", { id, date: date.toISOString(), ...more });
}

/** An instance refresh that Auto Scaling remembers. */
export async function addRefresh(refresh: Omit<InstanceRefresh, "InstanceRefreshId">): Promise<void> {
  await tell("refreshes", { InstanceRefreshId: randomUUID(), ...refresh });
}

/** A recovery point of AWS Backup, which moto does not have. */
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

/** A restore job by a restore testing plan of AWS Backup, unless it says who else started it. */
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

/** How restore jobs of AWS Backup end that begin from now on. @param polls Looks at a job before it has ended. */
export async function setRestoreJobs(ending: {
  polls?: number;
  Status?: string;
  StatusMessage?: string;
}): Promise<void> {
  await tell("restore-jobs", ending);
}

/** How backup jobs of AWS Backup, and backups of FSx, end that begin from now on. */
export async function setBackupJobs(ending: {
  polls?: number;
  State?: string;
  StatusMessage?: string;
  /** Of FSx. */
  Lifecycle?: string;
}): Promise<void> {
  await tell("backup-jobs", ending);
}

/** File systems and backups of FSx: members of its own lists. */
export async function setWindowsBackups(all: { FileSystems?: object[]; Backups?: object[] }): Promise<void> {
  await tell("windows-backups", all);
}

/** Between which moments RDS restores any one. */
export async function setRestoreWindow(window: {
  DBInstanceIdentifier: string;
  EarliestTime: string;
  LatestTime: string;
  /** Of a server that is gone. */
  DbiResourceId?: string;
}): Promise<void> {
  await tell("restore-windows", window);
}

/** A deployment of a service as ECS remembers it, which moto does not. */
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
  /** By which it is known; the later, the higher. */
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

/** `ecs:ListTasks`, …: since the last reset; and what botocore's models refused. */
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
