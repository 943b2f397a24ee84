import {
  paginateDescribeLaunchConfigurations,
  type AutoScalingGroup,
  type LaunchTemplateSpecification,
} from "@aws-sdk/client-auto-scaling";
import { DescribeLaunchTemplateVersionsCommand, paginateDescribeImages } from "@aws-sdk/client-ec2";
import { GetParameterCommand } from "@aws-sdk/client-ssm";
import { every, inBatches, unless, type Aws } from "../aws.ts";
import { valuesAtATime } from "./instances.ts";
import type { CurrentImage, Image } from "./patching.ts";

/** Creation dates of images by id, without images that are no longer available. */
export async function imagesCreated({ ec2 }: Aws, ids: string[]): Promise<Map<string, Date>> {
  const images = await inBatches([...new Set(ids)], valuesAtATime, (Values) =>
    every(
      // With a filter, unknown ids are ignored; as ImageIds they would cause an error. Deprecated images can still be
      // used.
      paginateDescribeImages(
        { client: ec2, pageSize: valuesAtATime },
        { Filters: [{ Name: "image-id", Values }], IncludeDeprecated: true },
      ),
      ({ Images }) => Images,
    ),
  );
  return new Map(
    images
      .flat()
      .flatMap(({ ImageId, CreationDate }) =>
        ImageId === undefined || CreationDate === undefined ? [] : [[ImageId, new Date(CreationDate)]],
      ),
  );
}

export function imageOf(id: string, created: Map<string, Date>): Image {
  return { id, created: created.get(id) };
}

/** The images that groups launch now. Each launch template and each parameter is read once. */
export class CurrentImages {
  readonly #aws: Aws;
  readonly #known = new Map<string, Promise<CurrentImage>>();

  constructor(aws: Aws) {
    this.#aws = aws;
  }

  /** @param instanceType A mixed instances policy can set a separate launch template for each type. */
  of(group: AutoScalingGroup, instanceType: string): Promise<CurrentImage> {
    const mixed = group.MixedInstancesPolicy?.LaunchTemplate;
    const own = mixed?.Overrides?.find(
      (one) => one.InstanceType === instanceType,
    )?.LaunchTemplateSpecification;
    const template = own ?? mixed?.LaunchTemplateSpecification ?? group.LaunchTemplate;
    if (template !== undefined) {
      const { LaunchTemplateId, LaunchTemplateName, Version } = template;
      const key = `template ${LaunchTemplateId ?? LaunchTemplateName} ${Version ?? "$Default"}`;
      return this.#once(key, () => this.#ofTemplate(template));
    }
    const configuration = group.LaunchConfigurationName;
    if (configuration !== undefined)
      return this.#once(`configuration ${configuration}`, () => this.#ofConfiguration(configuration));
    return Promise.resolve({ unknown: "the group has no launch template" });
  }

  #once(key: string, ask: () => Promise<CurrentImage>): Promise<CurrentImage> {
    const known = this.#known.get(key) ?? ask();
    this.#known.set(key, known);
    return known;
  }

  async #ofTemplate({
    LaunchTemplateId,
    LaunchTemplateName,
    Version,
  }: LaunchTemplateSpecification): Promise<CurrentImage> {
    const answer = await unless(
      /^InvalidLaunchTemplate/,
      this.#aws.ec2.send(
        new DescribeLaunchTemplateVersionsCommand({
          ...(LaunchTemplateId === undefined ? { LaunchTemplateName } : { LaunchTemplateId }),
          Versions: [Version ?? "$Default"],
        }),
      ),
    );
    const image = answer?.LaunchTemplateVersions?.[0]?.LaunchTemplateData?.ImageId;
    const name = `${LaunchTemplateName ?? LaunchTemplateId} ${Version ?? "$Default"}`;
    return image === undefined
      ? { unknown: `the launch template ${name} has no image id` }
      : this.#resolved(image);
  }

  async #ofConfiguration(name: string): Promise<CurrentImage> {
    const pages = paginateDescribeLaunchConfigurations(
      { client: this.#aws.autoScaling },
      { LaunchConfigurationNames: [name] },
    );
    const [found] = await every(pages, ({ LaunchConfigurations }) => LaunchConfigurations);
    return found?.ImageId === undefined
      ? { unknown: `the launch configuration ${name} has no image id` }
      : { id: found.ImageId, isPinned: true };
  }

  async #resolved(image: string): Promise<CurrentImage> {
    const parameter = /^resolve:ssm:(.+)$/.exec(image)?.[1];
    if (parameter === undefined) return { id: image, isPinned: true };
    return this.#once(`parameter ${parameter}`, async () => {
      const answer = await unless(
        /^Parameter(Version|VersionLabel)?NotFound$/,
        this.#aws.ssm.send(new GetParameterCommand({ Name: parameter })),
      );
      const value = answer?.Parameter?.Value;
      if (value === undefined) return { unknown: `there is no SSM parameter ${parameter}` };
      return /^ami-\w+$/.test(value)
        ? // The value of a version of a parameter never changes.
          { id: value, isPinned: /:\d+$/.test(parameter) }
        : { unknown: `the SSM parameter ${parameter} contains no image id` };
    });
  }
}
