import { aws } from "@ballast/aws";
import { knownProperty, refused, sources, type RefusedValue } from "@ballast/aws/values";
import { containers, fields, text, type Resource, type Stack } from "@ballast/model";

/** Docker Hub's registry, in the only spelling that ECR accepts. */
const dockerHub = "registry-1.docker.io";

/**
 * Images that a pull-through cache of Docker Hub in this stack does not find: official images are under
 * `library/`.
 */
export function* refusedImages(resource: Resource, stack: Stack): Iterable<RefusedValue> {
  const prefixes = stack
    .ofType(aws.pullThroughCacheRule)
    .filter(
      ({ inputs }) =>
        text(knownProperty(inputs, "upstreamRegistryUrl")) === dockerHub &&
        knownProperty(inputs, "upstreamRepositoryPrefix") === undefined,
    )
    .map(({ inputs }) => text(knownProperty(inputs, "ecrRepositoryPrefix")));
  if (prefixes.length === 0) return;
  for (const [path, image] of imagesOf(resource)) {
    const [, repository = ""] = /^\d{12}\.dkr\.ecr\.[^/]+\/([^:@]+)/.exec(image) ?? [];
    const prefix = prefixes.find((one) => one !== "" && repository.startsWith(`${one}/`));
    const rest = prefix === undefined ? "" : repository.slice(prefix.length + 1);
    if (rest !== "" && !rest.includes("/"))
      yield refused(
        path,
        image,
        `${prefix}/library/${rest} for an official image of Docker Hub`,
        sources.ecrGuide,
      );
  }
}

function* imagesOf({ type, inputs }: Resource): Iterable<[path: string, image: string]> {
  if (type === aws.taskDefinition && typeof knownProperty(inputs, "containerDefinitions") === "string")
    for (const [index, { image }] of containers(inputs).entries())
      yield [`containerDefinitions[${index}].image`, text(image)];
  if (type === aws.project)
    yield ["environment.image", text(fields(knownProperty(inputs, "environment"))["image"])];
}
