import * as settings from "@pulumi/pulumi/runtime/settings.js";

/** For a gRPC client. Clients in one process that name the same address otherwise share a connection. */
export const ownConnection = { "grpc.use_local_subchannel_pool": 1 };

/** What the types of the SDK do not show. */
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
