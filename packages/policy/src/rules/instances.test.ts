import { aws } from "@ballast/aws";
import fc from "fast-check";
import { check } from "../index.ts";
import { broken } from "../testing/breaking.ts";
import { itShowsEachRule } from "../testing/examples.ts";
import { madeUp, type Inputs } from "../testing/resources.ts";
import { instanceRules } from "./instances.ts";

const good = () => [
  madeUp(aws.instance, "bastion", {
    metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
    associatePublicIpAddress: false,
    monitoring: true,
    rootBlockDevice: { encrypted: true },
    ebsBlockDevices: [{ deviceName: "/dev/sdf", encrypted: true }],
  }),
];
const instance = (inputs: Inputs) => broken(aws.instance, inputs);

itShowsEachRule(instanceRules, good, [
  ["ec2-instance", instance({ metadataOptions: undefined }), "allows IMDSv1"],
  [
    "ec2-instance",
    instance({ metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: "2" } }),
    "allows more than one hop for instance metadata",
  ],
  ["ec2-instance", instance({ associatePublicIpAddress: "true" }), "has a public address"],
  [
    "ec2-instance",
    instance({ rootBlockDevice: undefined }),
    "does not set the encryption of its root volume, so the AMI determines it",
  ],
  ["ec2-instance", instance({ rootBlockDevice: {} }), "has an unencrypted volume of the root"],
  ["ec2-monitoring", instance({ monitoring: "false" }), "does not set detailed monitoring"],
]);

const types = fc.constantFrom(aws.instance, aws.launchConfiguration, aws.spotInstanceRequest);
const yes = fc.constantFrom<unknown>(true, "true");
const no = fc.constantFrom<unknown>(false, "false", undefined);
const metadata = fc.constantFrom<unknown>({ httpTokens: "required" }, { httpEndpoint: "disabled" });
const bad = fc.constantFrom<unknown>(undefined, {}, { httpTokens: "optional" }, { httpEndpoint: "enabled" });
const found = (type: string, inputs: Inputs) =>
  check([madeUp(type, "one", inputs)], {}, { rules: instanceRules.filter(({ optional }) => !optional) }).map(
    ({ message }) => message,
  );

it("finds each fault of each way to start an instance, and none in what has none", () => {
  const given = fc.record({ type: types, tokens: fc.boolean(), address: fc.boolean(), disk: fc.boolean() });
  fc.assert(
    fc.property(given, metadata, bad, yes, no, (has, safe, unsafe, on, off) => {
      const inputs = {
        metadataOptions: has.tokens ? unsafe : safe,
        associatePublicIpAddress: has.address ? on : off,
        rootBlockDevice: { encrypted: on },
        ebsBlockDevices: [{ deviceName: "/dev/sdf", encrypted: has.disk ? off : on }],
      };
      const expected = [
        has.tokens && "allows IMDSv1",
        has.address && "has a public address",
        has.disk && "has an unencrypted volume /dev/sdf",
      ].filter(Boolean);
      expect(found(has.type, inputs).sort()).toEqual(expected.sort());
    }),
    { numRuns: 4000 },
  );
});

it("leaves to a launch template what the instance does not say, and looks at each specification of a fleet", () => {
  expect(found(aws.instance, { launchTemplate: { id: "lt-1" } })).toEqual([]);
  const launchSpecifications = [
    { rootBlockDevices: [{ encrypted: true }] },
    { associatePublicIpAddress: true },
  ];
  expect(found(aws.spotFleetRequest, { launchSpecifications })).toEqual([
    "has a public address",
    "does not set the encryption of its root volume, so the AMI determines it",
  ]);
});

it.each<[string, Inputs, number]>([
  [aws.instance, {}, 1],
  [aws.instance, { launchTemplate: { id: "lt-1" } }, 1],
  [aws.instance, { monitoring: "true" }, 0],
  [aws.spotInstanceRequest, { monitoring: false }, 1],
  [aws.launchConfiguration, {}, 0],
  [aws.launchConfiguration, { enableMonitoring: false }, 1],
  [aws.launchConfiguration, { enableMonitoring: true }, 0],
])("asks of %s with %j for detailed monitoring", (type, inputs, count) => {
  const rules = instanceRules.filter(({ id }) => id === "ec2-monitoring");
  expect(check([madeUp(type, "it", inputs)], {}, { rules })).toHaveLength(count);
});
