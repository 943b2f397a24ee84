import struct from "google-protobuf/google/protobuf/struct_pb.js";
import type { Properties } from "./wire.ts";

export function fromStruct(value: { toJavaScript(): unknown } | undefined): Properties {
  return (value?.toJavaScript() ?? {}) as Properties;
}

export function toStruct(value: Properties): struct.Struct {
  return struct.Struct.fromJavaScript(value as Parameters<typeof struct.Struct.fromJavaScript>[0]);
}
