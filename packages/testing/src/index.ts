export { itIsAComponent, type ComponentTests } from "./componentTests.ts";
export { golden } from "./golden.ts";
export { record, recordRefusal, type RecordOptions, type StackOutputs } from "./recorder/record.ts";
export { Recording, type RecordedResource } from "./recorder/recording.ts";
export { unknownValue, type Properties } from "./recorder/wire.ts";
