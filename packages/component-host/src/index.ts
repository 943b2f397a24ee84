export { ComponentHost, serve } from "./host.ts";
export type { PackageSchema, PropertySchema } from "@ballast/contracts";
