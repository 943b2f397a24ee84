import * as grpc from "@grpc/grpc-js";
import monitorServices from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import * as settings from "@pulumi/pulumi/runtime/settings.js";
import * as state from "@pulumi/pulumi/runtime/state.js";
import { connectAnew } from "./connections.ts";

// The assumption that connections.ts makes of the SDK's internals, so that a new SDK fails here.

interface Hidden {
  withLocalStorage<Result>(program: () => Promise<Result>): Promise<Result>;
  awaitFeatureSupport(): Promise<void>;
}
const { withLocalStorage, awaitFeatureSupport } = { ...state, ...settings } as unknown as Hidden;

let server: grpc.Server;

/** Starts an engine, of which a program asks first what it supports. @returns its address */
async function engine(address: string): Promise<string> {
  server = new grpc.Server();
  server.addService(monitorServices.ResourceMonitorService, {});
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(address, grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return `127.0.0.1:${port}`;
}

/** What an inline program does before it registers anything. */
const program = (address: string): Promise<void> =>
  withLocalStorage(async () => {
    settings.resetOptions("demo", "demo-dev", 1, "", address, false, "organization");
    await awaitFeatureSupport();
  });

afterEach(() => server.forceShutdown());

it("a program reaches its engine at a port where an earlier one has gone", async () => {
  connectAnew();
  const address = await engine("127.0.0.1:0");
  server.forceShutdown();
  await expect(program(address)).rejects.toThrow("UNAVAILABLE");
  await engine(address);
  await program(address);
});
