import { changeTests } from "../testing/changeTests.ts";

const directory = "domain-directory (Directory)";

changeTests("fsx-windows-dev", "network-dev", {
  "another domain": {
    change: ({ domain }) => ({ domain: { ...domain, name: "other.example.com" } }),
    loses: [directory, "state-files"],
    deletes: ["Directory"],
  },
  "another edition": {
    change: ({ domain }) => ({ domain: { ...domain, edition: "enterprise" } }),
    loses: [directory, "state-files"],
    deletes: ["Directory"],
  },
});
