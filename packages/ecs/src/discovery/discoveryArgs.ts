import type { Client } from "@ballast/contracts";
import type * as pulumi from "@pulumi/pulumi";

/** Type of the DNS record of a service. */
export const DnsRecord = {
  /** The addresses of its tasks; clients must know the port. */
  A: "a",
  /**
   * Names and ports of its tasks, for clients that support SRV records. The only type for tasks in network mode bridge.
   */
  Srv: "srv",
} as const;
export type DnsRecord = (typeof DnsRecord)[keyof typeof DnsRecord];

/** A name of the service in a private DNS namespace of AWS Cloud Map: `<hostName>.<namespace>`. */
export interface DnsDiscovery {
  /** Id of a `Namespace` of kind `privateDns`, or of another private DNS namespace of this account. */
  namespaceId: pulumi.Input<string>;
  /**
   * First part of the DNS name, before the namespace's name. After a change, both names resolve until the tasks have
   * the new one.
   */
  hostName: string;
  /**
   * Type of the DNS record. A change also requires a different `hostName`: Cloud Map does not allow two services with
   * one name, and the old one exists until the ECS service uses the new one.
   *
   * @default "a"
   */
  record?: DnsRecord;
  /** Name of the container to which clients connect. */
  containerName: string;
  /** TCP port of that container, one of its `ports`. */
  containerPort: number;
  /**
   * Seconds for which clients can cache a DNS response. A client may try to connect to a stopped task for about as
   * long.
   *
   * @default 10
   */
  ttlSeconds?: number;
}

/** The endpoint of one named port, to which clients in the namespace connect. */
export interface ConnectEndpoint {
  /** The name that clients use. @default - the port's name */
  hostName?: string;
  /** The port that clients use. @default - the container's port */
  port?: number;
  /**
   * Seconds for which a connection without traffic stays open; 0 means no limit.
   *
   * @default - Service Connect's default, for TCP one hour
   */
  idleTimeoutSeconds?: number;
  /**
   * Seconds that a request may take; 0 means no limit. For HTTP, HTTP/2 and gRPC.
   *
   * @default - 15, as in Service Connect
   */
  requestTimeoutSeconds?: number;
}

/**
 * Service Connect: ECS adds a proxy to each task. The proxy knows the endpoints that existed in the namespace when the
 * task started. It needs resources of the task: AWS recommends 256 CPU units and 64 MiB in addition to those of the
 * containers.
 */
export interface ServiceConnect {
  /** ARN of a `Namespace`, of either kind. */
  namespaceArn: pulumi.Input<string>;
  /**
   * Endpoints to which other services connect, keyed by the name of a port in the container's `portNames`.
   *
   * @default - none: its tasks only connect to others
   */
  endpoints?: Record<string, ConnectEndpoint>;
}

/** How clients find the tasks of a service and connect to them without a load balancer. */
export interface ServiceDiscovery {
  /** A DNS name, for all clients in the VPC. @default - no DNS name */
  dns?: DnsDiscovery;
  /** Service Connect, for services in the same namespace. @default - no Service Connect */
  connect?: ServiceConnect;
  /**
   * Clients that can connect to the tasks, on the ports of `dns` and of the endpoints. For a client that is a security
   * group, rules are created in both groups.
   *
   * @default - none in addition to those that the tasks' security groups allow
   */
  clients?: Record<string, Client>;
  /**
   * Key of the security group in `securityGroupIds` that gets the ingress rules for the clients.
   *
   * @default - the only one; required for `clients` if there are several
   */
  securityGroup?: string;
}
