import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeContainerInstancesCommand,
  PutAttributesCommand,
  RegisterContainerInstanceCommand,
  RegisterTaskDefinitionCommand,
  StartTaskCommand,
  StopTaskCommand,
  UpdateContainerInstancesStateCommand,
  UpdateServiceCommand,
  type DeploymentConfiguration,
  type StartTaskCommandInput,
} from "@aws-sdk/client-ecs";
import { AssumeRoleCommand, STSClient, type Credentials } from "@aws-sdk/client-sts";
import { setTimeout as sleep } from "node:timers/promises";
import { connect, type Aws } from "../aws.ts";
import { tasksOfService } from "../ecs.ts";
import { EmulatedAccount, type EmulatedInstance } from "./account.ts";
import { eventually, moto } from "./moto.ts";
import { container, type Definition } from "./taskDefinition.ts";

/** Moto selects the account by the assumed role. */
async function credentialsOf(account: string): Promise<Record<string, string>> {
  const credentials = { accessKeyId: "testing", secretAccessKey: "testing" };
  const RoleArn = `arn:aws:iam::${account}:role/tests`;
  const command = new AssumeRoleCommand({ RoleArn, RoleSessionName: "tests" });
  const { Credentials: given = {} } = await new STSClient({ credentials }).send(command);
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = given as Partial<Credentials>;
  return {
    AWS_ACCESS_KEY_ID: AccessKeyId,
    AWS_SECRET_ACCESS_KEY: SecretAccessKey,
    AWS_SESSION_TOKEN: SessionToken,
  };
}

/** ECS stops the old task before it starts the new one, as a volume that only one task can attach requires. */
export const stopsFirst: DeploymentConfiguration = { minimumHealthyPercent: 0, maximumPercent: 100 };

/** A container instance of the emulated cluster. */
export interface StageInstance extends EmulatedInstance {
  arn: string;
}

/**
 * An emulated account with a cluster, for tests. Moto stores resources but runs nothing: it has no scheduler, and
 * instances have no agents. Tests simulate both through AWS's API.
 */
export class Stage extends EmulatedAccount {
  readonly cluster: string;

  private constructor(aws: Aws, cluster: string) {
    super(aws);
    this.cluster = cluster;
  }

  /**
   * Deletes everything that earlier tests created.
   *
   * @param account The account of this process's credentials from now on. @default - moto's default account, which
   *   AWS's documentation also uses
   */
  static async open(account?: string): Promise<Stage> {
    await moto("reset");
    if (account !== undefined) Object.assign(process.env, await credentialsOf(account));
    // By default, moto stops a task the second time that it is described.
    await moto("state-manager/set-transition", {
      model_name: "ecs::task",
      transition: { progression: "manual", times: 1_000_000 },
    });
    return Stage.#of(await connect(), "main");
  }

  static async #of(aws: Aws, cluster: string): Promise<Stage> {
    await aws.ecs.send(new CreateClusterCommand({ clusterName: cluster }));
    return new Stage(aws, cluster);
  }

  /** Another cluster of the same account and region. */
  beside(cluster: string): Promise<Stage> {
    return Stage.#of(this.aws, cluster);
  }

  /** An EC2 instance whose agent has registered it. */
  async instance(zone: string, attributes: Record<string, string> = {}): Promise<StageInstance> {
    const { ec2InstanceId } = await this.run(zone);
    return this.register(ec2InstanceId, attributes);
  }

  /** Registers a container instance, as the ECS agent does when it starts. */
  async register(ec2InstanceId: string, attributes: Record<string, string> = {}): Promise<StageInstance> {
    const { containerInstance } = await this.aws.ecs.send(
      new RegisterContainerInstanceCommand({
        cluster: this.cluster,
        instanceIdentityDocument: JSON.stringify({ instanceId: ec2InstanceId }),
      }),
    );
    const arn = containerInstance?.containerInstanceArn ?? "";
    for (const [name, value] of Object.entries(attributes)) {
      await this.aws.ecs.send(
        new PutAttributesCommand({ cluster: this.cluster, attributes: [{ name, value, targetId: arn }] }),
      );
    }
    return { arn, ec2InstanceId };
  }

  /** A service with one task on this instance. */
  async service(
    name: string,
    on: StageInstance | undefined,
    definition: Definition = {},
    deploymentConfiguration?: DeploymentConfiguration,
  ): Promise<void> {
    await this.family(name, definition);
    await this.#create(name, 0, deploymentConfiguration);
    if (on === undefined) return;
    await this.scale(name, 1);
    await this.start(name, on);
  }

  /**
   * A service whose name differs from its task definition family. Its desired count is 0, so its deployments are
   * complete immediately.
   */
  async serviceOf(serviceName: string, taskDefinition: string): Promise<void> {
    await this.aws.ecs.send(
      new CreateServiceCommand({ cluster: this.cluster, serviceName, taskDefinition, desiredCount: 0 }),
    );
  }

  /** @param taskDefinition The full ARN, because moto stores the value unchanged. */
  async deploy(service: string, taskDefinition: string): Promise<void> {
    await this.aws.ecs.send(new UpdateServiceCommand({ cluster: this.cluster, service, taskDefinition }));
  }

  /** A service whose task has not been placed yet. */
  async waiting(name: string): Promise<void> {
    await this.#create(name, 1);
  }

  /** Moto reports the desired tasks of a service that is created here as pending. */
  async #create(
    serviceName: string,
    desiredCount: number,
    deploymentConfiguration?: DeploymentConfiguration,
  ): Promise<void> {
    await this.aws.ecs.send(
      new CreateServiceCommand({
        cluster: this.cluster,
        serviceName,
        taskDefinition: serviceName,
        desiredCount,
        ...(deploymentConfiguration !== undefined && { deploymentConfiguration }),
      }),
    );
  }

  /** @returns the ARN of a new revision. */
  async family(family: string, definition: Definition = {}): Promise<string> {
    const { taskDefinition } = await this.aws.ecs.send(
      new RegisterTaskDefinitionCommand({
        family,
        containerDefinitions: [container],
        ...definition,
      }),
    );
    return taskDefinition?.taskDefinitionArn ?? "";
  }

  /** Moto then reports the same number of running tasks. */
  async scale(service: string, desiredCount: number): Promise<void> {
    await this.aws.ecs.send(new UpdateServiceCommand({ cluster: this.cluster, service, desiredCount }));
  }

  async start(service: string, on: StageInstance): Promise<void> {
    await this.aws.ecs.send(
      new StartTaskCommand({
        cluster: this.cluster,
        taskDefinition: service,
        containerInstances: [on.arn],
        group: `service:${service}`,
      }),
    );
  }

  /** A task without a service. @returns its ARN */
  async standalone(
    taskDefinition: string,
    on: StageInstance,
    more: Partial<StartTaskCommandInput> = {},
  ): Promise<string> {
    const { tasks = [] } = await this.aws.ecs.send(
      new StartTaskCommand({
        cluster: this.cluster,
        taskDefinition,
        containerInstances: [on.arn],
        ...more,
      }),
    );
    return tasks[0]?.taskArn ?? "";
  }

  async stop(service: string): Promise<void> {
    for (const { taskArn = "" } of await tasksOfService(this.aws, this.cluster, service))
      await this.aws.ecs.send(new StopTaskCommand({ cluster: this.cluster, task: taskArn }));
  }

  async drain({ arn }: StageInstance): Promise<void> {
    await this.aws.ecs.send(
      new UpdateContainerInstancesStateCommand({
        cluster: this.cluster,
        containerInstances: [arn],
        status: "DRAINING",
      }),
    );
  }

  async state({ arn }: StageInstance): Promise<string> {
    const { containerInstances = [] } = await this.aws.ecs.send(
      new DescribeContainerInstancesCommand({ cluster: this.cluster, containerInstances: [arn] }),
    );
    return containerInstances[0]?.status ?? "";
  }

  /** Simulates ECS's scheduler when an instance drains: the service's task stops, and starts on another instance. */
  async moveOnceDrained(service: string, from: StageInstance, to?: StageInstance): Promise<void> {
    await eventually(async () => (await this.state(from)) === "DRAINING");
    await sleep(300);
    await this.stop(service);
    await sleep(300);
    if (to) await this.start(service, to);
  }
}
