import {
  DescribeAvailabilityZonesCommand,
  paginateDescribeInstanceTypeOfferings,
  type AvailabilityZone,
} from "@aws-sdk/client-ec2";
import { paginateDescribeOrderableDBInstanceOptions } from "@aws-sdk/client-rds";
import { GetParameterCommand } from "@aws-sdk/client-ssm";
import { missing, ok, warning } from "../check.ts";
import type { DatabaseNeed } from "../needs/needs.ts";
import { every, unless } from "../../aws.ts";
import type { Account } from "./account.ts";
import { once, type Question } from "./ask.ts";

/** A requirement, and the stacks that have it. */
export type For<T> = T & { stacks: string[] };

export function zoneQuestions({ ec2, region }: Account, zones: For<{ zone: string }>[]): Question[] {
  const all = once(() => ec2.send(new DescribeAvailabilityZonesCommand({ AllAvailabilityZones: true })));
  return zones.map(({ zone, stacks }) => ({
    id: `zone:${zone}`,
    what: `${zone} is available to the account`,
    stacks,
    ask: async () => {
      const { AvailabilityZones = [] } = await all();
      const found = AvailabilityZones.find(({ ZoneName }) => ZoneName === zone);
      const open = AvailabilityZones.filter(isOpen).map(({ ZoneName }) => ZoneName);
      if (found !== undefined && isOpen(found)) return ok(`it is available as ${found.ZoneId ?? "a zone"}`);
      if (found?.OptInStatus === "not-opted-in") {
        return missing(
          "the account has not opted in",
          `aws ec2 modify-availability-zone-group --group-name ${found.GroupName ?? ""} --opt-in-status opted-in --region ${region}`,
        );
      }
      return missing(
        found === undefined ? `${region} has no such zone` : `its state is ${found.State ?? "not known"}`,
        `Use other zones in the stack's settings; the account has ${open.join(", ")}.`,
      );
    },
  }));
}

function isOpen({ State, OptInStatus }: AvailabilityZone): boolean {
  return State === "available" && OptInStatus !== "not-opted-in";
}

/** An Auto Scaling group launches any available one of its types, but each type should be available in each zone. */
export function instanceTypeQuestion(
  { ec2, region }: Account,
  { type, zones, stacks }: For<{ type: string; zones: string[] }>,
): Question {
  return {
    id: `instanceType:${type}`,
    what: `${type} is offered in ${zones.length > 0 ? zones.join(", ") : region}`,
    stacks,
    ask: async () => {
      const offerings = await every(
        paginateDescribeInstanceTypeOfferings(
          { client: ec2 },
          { LocationType: "availability-zone", Filters: [{ Name: "instance-type", Values: [type] }] },
        ),
        ({ InstanceTypeOfferings }) => InstanceTypeOfferings,
      );
      const offered = offerings.map(({ Location = "" }) => Location).sort();
      const without = zones.filter((zone) => !offered.includes(zone));
      const fix = "Use other types or other zones in the stack's settings.";
      if (offered.length === 0) return missing(`no zone of ${region} offers it`, fix);
      if (without.length === 0) return ok(`offered in ${offered.join(", ")}`);
      const found = `not offered in ${without.join(", ")}, but offered in ${offered.join(", ")}`;
      return without.length === zones.length ? missing(found, fix) : warning(found, fix);
    },
  };
}

export function imageQuestion({ ssm, region }: Account, { name, stacks }: For<{ name: string }>): Question {
  return {
    id: `image:${name}`,
    what: `The parameter ${name} contains an AMI`,
    stacks,
    ask: async () => {
      const answer = await unless(/^ParameterNotFound$/, ssm.send(new GetParameterCommand({ Name: name })));
      const image = answer?.Parameter?.Value;
      if (image !== undefined) return ok(`${image} in ${region}`);
      return missing(
        `${region} has no such parameter`,
        `aws ssm get-parameters-by-path --path ${name.split("/").slice(0, -1).join("/")} --recursive --region ${region} ` +
          "lists the existing parameters; use one of them in the stack's settings.",
      );
    },
  };
}

export function databaseQuestion(
  { rds, region }: Account,
  { engine, version, instanceClass, licenseModel, stacks }: For<DatabaseNeed>,
): Question {
  const what = [engine, version].filter((word) => word !== "").join(" ");
  return {
    id: `database:${engine}:${version}:${instanceClass}`,
    what: `${what} can be ordered as ${instanceClass} in a VPC`,
    stacks,
    ask: async () => {
      const options = await every(
        paginateDescribeOrderableDBInstanceOptions(
          { client: rds },
          {
            Engine: engine,
            DBInstanceClass: instanceClass,
            Vpc: true,
            ...(licenseModel !== undefined && { LicenseModel: licenseModel }),
          },
        ),
        ({ OrderableDBInstanceOptions }) => OrderableDBInstanceOptions,
      );
      const versions = [...new Set(options.map(({ EngineVersion = "" }) => EngineVersion))].sort();
      // If a stack sets only a major version, AWS chooses the minor version.
      const fits = versions.filter(
        (one) => version === "" || one === version || one.startsWith(`${version}.`),
      );
      if (fits.length > 0) return ok(`in ${region} as ${fits.join(", ")}`);
      return missing(
        versions.length > 0
          ? `${region} has ${instanceClass} for ${engine} only as ${versions.join(", ")}`
          : `${region} has no ${instanceClass} for ${engine}`,
        `aws rds describe-orderable-db-instance-options --engine ${engine} --region ${region} lists the available classes; ` +
          "use one of them in the stack's settings.",
      );
    },
  };
}
