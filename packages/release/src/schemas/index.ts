export { componentPackages, type ComponentClass, type ComponentPackage } from "./componentPackages.ts";
export type { Property } from "./crossing.ts";
export { checkComponentPackage, schemaOf } from "./schemas.ts";
