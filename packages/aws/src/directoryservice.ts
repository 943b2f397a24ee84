import { directoryCharges } from "./charges/directories.ts";
import { charged } from "./entries.ts";
import { NodeKind } from "./look.ts";
import { type Service, unused } from "./resourceType.ts";
import { always, yes } from "./survival.ts";

export const directoryservice: Service = {
  withoutData: ["AWS::DirectoryService::"],
  unknown: unused,
  types: {
    "aws:directoryservice/directory:Directory": { data: true },
    // Properties that replace these types are in cloudformation/schemas.json.
    "AWS::DirectoryService::MicrosoftAD": {
      words: "directory",
      computed: ({ hex }) => ({
        id: `d-${hex(10)}`,
        // Addresses of the DNS servers.
        state: { DnsIpAddresses: ["10.0.0.10", "10.0.1.10"] },
      }),
      data: true,
      // docs.aws.amazon.com/directoryservice/latest/admin-guide/ms_ad_getting_started_what_gets_created.html
      survival: { zoneLoss: always(yes("it has a domain controller in each of two zones")) },
      charge: charged("per domain controller and hour", "directoryservice", directoryCharges),
      drawnStack: { kind: NodeKind.Store, words: "directory, with its secret" },
    },
    "AWS::DirectoryService::SimpleAD": { data: true },
  },
};
