import type { ContainerInstance } from "@aws-sdk/client-ecs";

export interface DrainPlan {
  cluster: string;
  instance: ContainerInstance;
  ec2InstanceId: string;
  zone: string;
  /** Tasks find another instance, or the instance finds a successor, to which its volume goes. */
  mode: "move" | "replace";
  /** In mode `replace`: what the instance calls the volume that is attached to it. */
  volume?: string;
  /** In mode `replace`: the group that starts the successor. */
  group?: string;
  /** In mode `replace`: the group has terminated the instance already, so only the successor is followed. @default false */
  ended?: boolean;
  /** Services to follow until they are steady again. */
  services: string[];
  /** Where tasks are that must leave, by service; `(standalone)` for those of none. */
  tasks: { service: string; count: number }[];
  /** What its reader should know before. */
  warnings: string[];
}
