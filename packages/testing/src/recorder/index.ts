export { aliasUrns } from "./aliases.ts";
export { record, type RecordOptions, type StackOutputs } from "./record.ts";
export { Recording, type RecordedResource } from "./recording.ts";
export { RecordingError } from "./recordingError.ts";
export { resolveOutputs } from "./sdk.ts";
export { decode, unknownOnTheWire, unknownValue, type Properties } from "./wire.ts";
