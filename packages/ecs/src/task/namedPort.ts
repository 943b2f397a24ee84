/** Application protocol of a port. Except for `tcp`, the proxies of Service Connect count requests and errors. */
export const PortProtocol = {
  /** Any protocol over TCP. */
  Tcp: "tcp",
  /** HTTP/1.1. */
  Http: "http",
  /** HTTP version 2, which gRPC also uses. */
  Http2: "http2",
  /** gRPC (over HTTP/2). */
  Grpc: "grpc",
} as const;
export type PortProtocol = (typeof PortProtocol)[keyof typeof PortProtocol];

/**
 * A port with a name. ECS does not allow changing the protocol of a port that a service already offers: use another
 * port name.
 */
export interface NamedPort {
  /** One of the container's `ports`. */
  port: number;
  /** Application protocol of the port. @default "tcp" */
  protocol?: PortProtocol;
}

const protocols: Record<PortProtocol, string | undefined> = {
  tcp: undefined,
  http: "http",
  http2: "http2",
  grpc: "grpc",
};

/** The values of ECS's API, which has no value for TCP. */
export function appProtocol({ protocol = PortProtocol.Tcp }: NamedPort): string | undefined {
  return protocols[protocol];
}
