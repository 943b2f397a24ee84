import type { Diagram } from "@ballast/plan";
import { mermaid } from "./mermaid.ts";

const node = { notes: [], urn: null, resources: [] };
const diagram: Diagram = {
  boxes: [
    { ...node, id: "vpc", kind: "network", title: "VPC 10.0.0.0/16", box: null },
    { ...node, id: "end", kind: "tier", title: 'the "private" subnets', box: "vpc" },
  ],
  nodes: [
    { ...node, id: "office", kind: "outside", title: "office", type: "10.8.0.0/16", box: null },
    { ...node, id: "web", kind: "compute", title: "web <1>", type: "service", box: "end" },
    { ...node, id: "files", kind: "store", title: "files", type: "EFS file system", box: "end" },
  ],
  edges: [
    { from: "office", to: "web", kind: "traffic", label: "TCP 443", details: [], blocked: false },
    { from: "web", to: "files", kind: "traffic", label: "", details: [], blocked: true },
    { from: "web", to: "files", kind: "permission", label: "mounts", details: [], blocked: false },
  ],
  undrawn: {},
};

it("draws boxes, nodes and what passes between them, by ids that are nobody's words", () => {
  expect(mermaid(diagram).split("\n")).toEqual([
    "flowchart LR",
    '  n2["office<br/>10.8.0.0/16"]',
    '  subgraph n0["VPC 10.0.0.0/16"]',
    '    subgraph n1["the #quot;private#quot; subnets"]',
    '      n3["web #lt;1#gt;<br/>service"]',
    '      n4["files<br/>EFS file system"]',
    "    end",
    "  end",
    '  n2 -->|"TCP 443"| n3',
    "  n3 --x n4",
  ]);
});
