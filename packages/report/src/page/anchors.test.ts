import { anchorsOf } from "./anchors.ts";

it("gives each resource an id that needs no escape, and no two the same", () => {
  const resource = (urn: string, type: string, name: string) => ({ urn, type, name }) as never;
  const anchors = anchorsOf({
    stack: "web-dev",
    resources: [
      resource("u1", "aws:ecs/cluster:Cluster", "main"),
      resource("u2", "ballast-ecs:index:Cluster", "main"),
      resource("u3", "pulumi:pulumi:StackReference", "organization/demo/network dev"),
    ],
  });
  expect([...anchors.values()]).toEqual([
    "web-dev/resource/Cluster/main",
    "web-dev/resource/Cluster/main/2",
    "web-dev/resource/StackReference/organization-demo-network-dev",
  ]);
});
