import type { Service } from "./resourceType.ts";

export const directoryservice: Service = {
  withoutData: ["aws:directoryservice/", "AWS::DirectoryService::"],
  types: {
    "aws:directoryservice/directory:Directory": { data: true },
    // What replaces these is in cloudformation/schemas.json.
    "AWS::DirectoryService::MicrosoftAD": { data: true },
    "AWS::DirectoryService::SimpleAD": { data: true },
  },
};
