export { aliasUrns } from "./aliases.ts";
export { record, recordRefusal } from "./record.ts";
export type { RecordOptions, StackOutputs } from "./recordOptions.ts";
export type { RecordedResource } from "./recordedResource.ts";
export { Recording } from "./recording.ts";
export { RecordingError } from "./recordingError.ts";
export { resolveOutputs } from "./sdk.ts";
export {
  decode,
  fromStruct,
  isSecret,
  openSecrets,
  toStruct,
  unknownOnTheWire,
  type Properties,
} from "./wire.ts";
