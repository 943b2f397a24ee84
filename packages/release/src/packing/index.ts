export { publishedPackages, withDependencies } from "./packages.ts";
export { forgeFields, originOf } from "./repository.ts";
export { stage, stagedFolder } from "./stage.ts";
export { tarballFaults } from "./tarball.ts";
