import type { Client } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";

/** What a DNS name of a service answers with. */
export const DnsRecord = {
  /** The addresses of its tasks. Clients know the port. */
  A: "a",
  /** Names and ports of its tasks, for clients that ask for them. The one that tasks in network mode bridge can have. */
  Srv: "srv",
} as const;
export type DnsRecord = (typeof DnsRecord)[keyof typeof DnsRecord];

/** A name of the service in a private DNS namespace of AWS Cloud Map: `<hostName>.<namespace>`. */
export interface DnsDiscovery {
  /** From a `Namespace` of the kind `privateDns`, or another private DNS namespace of this account. */
  namespaceId: pulumi.Input<string>;
  /** What stands before the namespace's name. With another one, both are known until the tasks have the new one. */
  hostName: string;
  /**
   * What the name answers with. A change takes another `hostName`, too: Cloud Map refuses two of one name, and the old one stays until the
   * service has the new one.
   *
   * @default "a"
   */
  record?: DnsRecord;
  /** The container that clients connect to. */
  containerName: string;
  /** TCP port of that container, one of its `ports`. */
  containerPort: number;
  /** How long clients may keep an answer: about as long a client may still try a task that has ended. @default 10 */
  ttlSeconds?: number;
}

/** What the clients of a namespace connect to, for one named port. */
export interface ConnectEndpoint {
  /** The name that clients use. @default - the port's name */
  hostName?: string;
  /** The port that clients use. @default - the container's port */
  port?: number;
  /** How long a connection without traffic stays open; 0 is for ever. @default - Service Connect's own, which for TCP is an hour */
  idleTimeoutSeconds?: number;
  /** How long a request may take; 0 is for ever. For HTTP, HTTP/2 and gRPC. @default - Service Connect's own: 15 */
  requestTimeoutSeconds?: number;
}

/**
 * Service Connect: ECS adds a proxy to each task, which knows the endpoints that the namespace had when the task started. The task needs
 * memory for it: AWS recommends 256 CPU units and 64 MiB beyond what its containers need.
 */
export interface ServiceConnect {
  /** From a `Namespace`, of either kind. */
  namespaceArn: pulumi.Input<string>;
  /** What others connect to, by the name of a port in the container's `portNames`. @default - none: its tasks only connect to others */
  endpoints?: Record<string, ConnectEndpoint>;
}

/** How clients find the tasks of a service, and connect to them without a load balancer. */
export interface ServiceDiscovery {
  /** For everything that resolves names in the VPC. @default - no DNS name */
  dns?: DnsDiscovery;
  /** For services in the same namespace. @default - no Service Connect */
  connect?: ServiceConnect;
  /**
   * Who may connect to the tasks: the ports of `dns` and of the endpoints are opened to them, on both sides where the client is a
   * group.
   *
   * @default - nobody whom the tasks' groups do not admit already
   */
  clients?: Record<string, Client>;
  /** Which of `securityGroupIds` admits the clients. @default - the only one; needed for `clients` where there are several */
  securityGroup?: string;
}
