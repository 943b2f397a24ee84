export { aliasUrns } from "./aliases.ts";
export { record, recordRefusal, type RecordOptions, type StackOutputs } from "./record.ts";
export type { RecordedResource } from "./recordedResource.ts";
export { Recording } from "./recording.ts";
export { RecordingError } from "./recordingError.ts";
export { resolveOutputs } from "./sdk.ts";
export { fromStruct, toStruct } from "./structs.ts";
export { decode, isSecret, openSecrets, unknownOnTheWire, type Properties } from "./wire.ts";
