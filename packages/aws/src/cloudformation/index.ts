export { Left, nestedResources, type NestedResource, type NestedResources } from "./nested.ts";
