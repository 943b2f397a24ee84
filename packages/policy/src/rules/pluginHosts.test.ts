import { aws } from "@ballast/aws";
import * as fc from "fast-check";
import { check } from "../check.ts";
import { adding, broken, together } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { goodStack } from "../testing/goodStack.ts";
import { madeUp } from "../testing/resources.ts";
import { pluginHostRules } from "./pluginHosts.ts";

const encoded = (script: string): string => Buffer.from(script).toString("base64");
/** Ways to install the plugin. */
const installing = [
  "docker plugin install --grant-all-permissions --alias rexray/ebs registry.example.com/rexray-ebs@sha256:0a EBS_REGION=eu-central-1",
  "docker plugin install rexray/ebs:0.11.4 EBS_REGION=eu-central-1 --grant-all-permissions",
  "for try in 1 2 3; do timeout 600 docker plugin install rexray/ebs && break; done",
  "bring() {\n  docker plugin inspect x || docker plugin install --alias x rexray/ebs EBS_REGION=x || return\n}\nbring",
];
const script = installing[0] ?? "";
const onTypes = (...types: string[]) =>
  broken(aws.group, ({ inputs }) => {
    const mixed = inputs["mixedInstancesPolicy"] as { launchTemplate: { overrides: unknown } };
    mixed.launchTemplate.overrides = types.map((instanceType) => ({ instanceType }));
  });
const withScript = (text: string) => broken(aws.launchTemplate, { userData: encoded(text) });

itShowsEachRule(pluginHostRules, goodStack, [
  [
    "ecs-ebs-plugin-nvme (F.4.6)",
    together(withScript(script), onTypes("m4.large", "t3.medium")),
    "has REX-Ray's plugin on t3.medium, where volumes are NVMe devices",
  ],
  [
    "ecs-ebs-plugin-nvme",
    adding(aws.instance, { instanceType: "m5.large", userData: script }),
    "has REX-Ray's plugin on m5.large, where volumes are NVMe devices",
  ],
  [
    "ecs-ebs-plugin-nvme",
    together(withScript(script), onTypes("zz9.large")),
    "has REX-Ray's plugin on zz9.large, and whether volumes are NVMe devices there is unknown",
  ],
]);

const nitro = [
  "t3.medium",
  "m5.large",
  "t4g.small",
  "c7i.xlarge",
  "i3.metal",
  "x2iedn.xlarge",
  "p3dn.24xlarge",
];
const gpus = ["p2.xlarge", "p3.2xlarge", "g3.4xlarge", "g3s.xlarge", "f1.2xlarge"];
const xen = ["t2.medium", "m4.large", "c4.xlarge", "r4.large", "i3.large", "x1e.xlarge", ...gpus];

it("finds exactly the Nitro types, in every list of types and by every way to install the plugin", () => {
  fc.assert(
    fc.property(
      fc.subarray([...nitro, ...xen], { minLength: 1 }),
      fc.constantFrom(...installing),
      fc.constantFrom("group", "instance", "elastigroup"),
      (types, text, host) => {
        const stack = {
          group: () => together(withScript(text), onTypes(...types))(goodStack()),
          instance: () =>
            types.map((instanceType, index) =>
              madeUp(aws.instance, `one-${index}`, { instanceType, userData: text }),
            ),
          elastigroup: () => [
            madeUp(aws.stack, "group", {
              templateBody: JSON.stringify({
                Resources: {
                  Group: {
                    Type: "Spot::Elastigroup::Group",
                    Properties: {
                      group: {
                        compute: {
                          instanceTypes: { onDemand: types[0], spot: types },
                          launchSpecification: { userData: encoded(text) },
                        },
                      },
                    },
                  },
                },
              }),
            }),
          ],
        }[host];
        const found = check(stack?.() ?? [], {}, { rules: pluginHostRules }).map(({ part }) => part);
        expect(found.sort()).toEqual(types.filter((type) => nitro.includes(type)).sort());
      },
    ),
    { numRuns: 60, seed: 18 },
  );
});

it.each([
  "aws ec2 attach-volume --volume-id vol-0 --instance-id i-0 --device /dev/sdf",
  "docker plugin install rexray/efs EFS_REGION=eu-central-1",
  "docker plugin install grafana/loki-docker-driver",
])("finds nothing of %j", (text) => {
  const stack = together(withScript(text), onTypes("t3.medium"))(goodStack());
  expect(check(stack, {}, { rules: pluginHostRules })).toEqual([]);
});
