import { aws } from "@ballast/aws";
import { isFalse, isTrue, fields, list, text, type Fields } from "@ballast/model";
import type { Rule, Violation } from "../rule.ts";

export const instanceRules: Rule[] = [
  {
    id: "ec2-instance",
    severity: "error",
    sentence: "Instances require IMDSv2, have no public address, and encrypt their volumes.",
    why: "Each of these protects the instance's role or disk from a program or from the internet.",
    fix: "Set metadataOptions.httpTokens to required, associatePublicIpAddress to false, and encrypted for each volume.",
    covers: ["CKV_AWS_8", "CKV_AWS_79", "CKV_AWS_88"],
    types: [aws.instance, aws.launchConfiguration, aws.spotInstanceRequest, aws.spotFleetRequest],
    *check({ type, inputs }) {
      const isFleet = type === aws.spotFleetRequest;
      const all = isFleet ? list(inputs["launchSpecifications"]).map(fields) : [inputs];
      for (const [index, one] of all.entries())
        for (const found of faultsOf(one, isFleet))
          yield { ...found, part: isFleet ? `${index}/${found.part}` : `${found.part}` };
    },
  },
  {
    id: "ec2-monitoring",
    severity: "warning",
    optional: true,
    sentence: "Detailed monitoring is set explicitly for an instance.",
    why: "With metrics every five minutes an overload is often over before it is visible.",
    fix: "Set monitoring, or enableMonitoring for a launch configuration.",
    covers: ["AwsSolutions-EC28"],
    types: [aws.instance, aws.launchConfiguration, aws.spotInstanceRequest],
    *check({ type, inputs }) {
      // In a launch configuration, detailed monitoring is on by default.
      const isOn =
        type === aws.launchConfiguration
          ? !isFalse(inputs["enableMonitoring"])
          : isTrue(inputs["monitoring"]);
      if (!isOn) yield "does not set detailed monitoring";
    },
  },
];

/** @param isFleet - a Spot Fleet launch specification, which does not support metadata options. */
function* faultsOf(inputs: Fields, isFleet: boolean): Iterable<Violation> {
  // A launch template's metadata options are checked by a separate rule.
  const hasTemplate = inputs["launchTemplate"] !== undefined;
  const { httpTokens, httpEndpoint, httpPutResponseHopLimit } = fields(inputs["metadataOptions"]);
  const isOff = text(httpEndpoint) === "disabled" || isFleet;
  if (httpTokens !== "required" && !isOff && !(hasTemplate && httpTokens === undefined))
    yield { part: "httpTokens", message: "allows IMDSv1" };
  if (Number(httpPutResponseHopLimit ?? 1) > 1)
    yield { part: "httpPutResponseHopLimit", message: "allows more than one hop for instance metadata" };
  const cards = list(inputs["networkInterfaces"]).map(fields);
  if ([inputs, ...cards].some((one) => isTrue(one["associatePublicIpAddress"])))
    yield { part: "associatePublicIpAddress", message: "has a public address" };
  yield* disks(inputs, hasTemplate);
}

const rootDevice = /^\/dev\/(?:xvda|sda1?)$/;

function* disks(inputs: Fields, hasTemplate: boolean): Iterable<Violation> {
  const roots = [inputs["rootBlockDevice"] ?? [], inputs["rootBlockDevices"] ?? []].flat().map(fields);
  const others = list(inputs["ebsBlockDevices"]).map(fields);
  const hasRoot = roots.length > 0 || others.some(({ deviceName }) => rootDevice.test(text(deviceName)));
  if (!hasRoot && !hasTemplate)
    yield {
      part: "root volume",
      message: "does not set the encryption of its root volume, so the AMI determines it",
    };
  for (const disk of [
    ...roots.map((root) => ({ ...root, deviceName: "of the root" })),
    ...others,
  ] as Fields[]) {
    const part = text(disk["deviceName"]);
    if (!isTrue(disk["encrypted"])) yield { part, message: `has an unencrypted volume ${part}` };
  }
}
