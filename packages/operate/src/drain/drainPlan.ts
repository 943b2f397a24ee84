import type { ContainerInstance } from "@aws-sdk/client-ecs";

export interface DrainPlan {
  cluster: string;
  instance: ContainerInstance;
  ec2InstanceId: string;
  zone: string;
  /** `move`: tasks start on other instances. `replace`: a replacement instance starts and attaches the volume. */
  mode: "move" | "replace";
  /** In mode `replace`: the name of the volume that is attached to the instance, from its attribute or tag. */
  volume?: string;
  /** In mode `replace`: the Auto Scaling group that launches the replacement. */
  group?: string;
  /**
   * In mode `replace`: the group has already terminated the instance, so the command only waits for the replacement.
   * @default false
   */
  ended?: boolean;
  /** Services to wait for until they are steady again. */
  services: string[];
  /** The number of tasks on the instance by service; `(standalone)` for tasks without a service. */
  tasks: { service: string; count: number }[];
  /** Warnings to show before the drain starts. */
  warnings: string[];
}
