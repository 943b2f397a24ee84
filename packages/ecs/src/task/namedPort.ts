/** What is spoken on a port. With more than TCP, the proxies of Service Connect count requests and errors. */
export const PortProtocol = {
  /** Any protocol over TCP. */
  Tcp: "tcp",
  /** HTTP/1.1. */
  Http: "http",
  /** HTTP in its second version, of which gRPC is one use. */
  Http2: "http2",
  /** Calls of procedures over HTTP/2. */
  Grpc: "grpc",
} as const;
export type PortProtocol = (typeof PortProtocol)[keyof typeof PortProtocol];

/** A port with a name. ECS refuses another protocol for a port that a service offers already: give the port another name. */
export interface NamedPort {
  /** One of the container's `ports`. */
  port: number;
  /** What is spoken there. @default "tcp" */
  protocol?: PortProtocol;
}

const protocols: Record<PortProtocol, string | undefined> = {
  tcp: undefined,
  http: "http",
  http2: "http2",
  grpc: "grpc",
};

/** In the words of ECS's API, which has none for TCP. */
export function appProtocol({ protocol = PortProtocol.Tcp }: NamedPort): string | undefined {
  return protocols[protocol];
}
