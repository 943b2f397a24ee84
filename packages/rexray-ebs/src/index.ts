export type { RexrayEbsArgs, RexrayPlugin } from "./args.ts";
export { BlockMode } from "./modes.ts";
export { RexrayEbs } from "./rexrayEbs.ts";
