export { chargedAs } from "./charged.ts";
export { Left, nestedResources, type NestedResource, type NestedResources } from "./nested.ts";
export { providedBy, translatedTypes } from "./provided.ts";
export type { Provided } from "./shape.ts";
export { parsedYaml, templateParameters } from "./template.ts";
