export { unknownValue } from "@ballast/model";
export { itIsAComponent, type ComponentTests } from "./componentTests.ts";
export { golden } from "./acceptedFile.ts";
export {
  record,
  recordRefusal,
  Recording,
  type Properties,
  type RecordedResource,
  type RecordOptions,
  type StackOutputs,
} from "@ballast/recording";
