export type { EfsPlugin, RexrayEfsArgs, SharedDirectory } from "./args.ts";
export { checkThroughput } from "./check.ts";
export { FileSystemMode, Throughput } from "./modes.ts";
export { RexrayEfs } from "./rexrayEfs.ts";
export { rexrayFileSystem } from "./options.ts";
