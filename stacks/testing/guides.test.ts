import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { Network } from "@ballast/network";
import { check } from "@ballast/policy";
import { record } from "@ballast/testing";

// The code that READMEs of packages show. `npm run docs` puts its regions into the pages.

const folder = resolve(__dirname, "../../examples/guides");
const guides = readdirSync(folder).filter((file) => file !== "shape.ts");
const site = { accountId: "123456789012", partition: "aws", region: "eu-central-1" };

it.each(guides)(
  "examples/guides/%s registers what its page says, and breaks no rule by an error",
  async (file) => {
    const { default: guide } = (await import(join(folder, file))) as { default: (shape: object) => void };
    const { resources } = await record(() => {
      const network = new Network("main", {
        site,
        cidrBlock: "10.20.0.0/16",
        availabilityZones: ["eu-central-1a", "eu-central-1b"],
      });
      const { vpcId, privateSubnetIds: subnetIds, publicSubnetIds } = network;
      const secretArn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:guide-AbCdEf";
      const hookArn = "arn:aws:lambda:eu-central-1:123456789012:function:smoke";
      guide({ site, vpcId, subnetIds, publicSubnetIds, secretArn, hookArn });
    });
    const errors = check(resources).filter(({ severity }) => severity === "error");
    expect(resources.length).toBeGreaterThan(20);
    expect(errors.map(({ rule, urn, message }) => `${rule} ${urn.split("::").at(-1)}: ${message}`)).toEqual(
      [],
    );
  },
);
