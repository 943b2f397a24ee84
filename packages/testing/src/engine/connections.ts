import * as settings from "@pulumi/pulumi/runtime/settings.js";

/** Options of a gRPC client with its own connection. Otherwise, clients of one process share a connection to the same address. */
export const ownConnection = { "grpc.use_local_subchannel_pool": 1 };

/** Members of the SDK's settings that its types do not declare. */
interface HiddenSettings {
  grpcClientOptions: Record<string, unknown>;
}

/**
 * Has the SDK connect each program to its engine anew. The SDK never closes what an inline program leaves behind, and
 * to the port of an engine that has ended no connection comes about for a while. Where the next engine gets that port,
 * its program would fail at the first call; the SDK takes that for an engine that has gone and says nothing; and the
 * engine, which has not, would delete every resource of a program that seems to want none.
 */
export function connectAnew(): void {
  Object.assign((settings as unknown as HiddenSettings).grpcClientOptions, ownConnection);
}
