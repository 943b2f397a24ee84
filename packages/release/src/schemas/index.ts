export { componentPackages, type ComponentClass, type ComponentPackage } from "./componentPackages.ts";
export { checkComponentPackage, schemaFaults, schemaOf } from "./schemas.ts";
