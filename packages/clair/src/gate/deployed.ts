import { isFields, parseJson } from "./json.ts";
import { digestForm } from "./registry.ts";

/**
 * The image that a pipeline is about to deploy.
 *
 * @param text The image definitions file of CodePipeline's action for Amazon ECS.
 * @throws {Error} if it is not one image of that repository, by its digest, for that container alone.
 */
export function deployedImage(text: string | undefined, container: string, repository: string): string {
  const list = parseJson(text, "imagedefinitions.json");
  const [only] = Array.isArray(list) && list.length === 1 ? (list as unknown[]) : [];
  if (!isFields(only) || only["name"] !== container || typeof only["imageUri"] !== "string")
    throw new Error(`imagedefinitions.json does not name one image for the container ${container}`);
  const { imageUri } = only;
  const digest = imageUri.startsWith(`${repository}@`) ? imageUri.slice(repository.length + 1) : "";
  if (!digestForm.test(digest))
    throw new Error(`imagedefinitions.json does not name an image of ${repository} by its digest`);
  return imageUri;
}
