// What buildx adds to an index: statements about an image, which nothing can run.
import { isFields, textOf } from "./json.ts";
import { digestForm, digestsOf, smallBlob, type Manifest, type Registry } from "./registry.ts";

const inTotoType = "application/vnd.in-toto+json";
const emptyConfigType = "application/vnd.oci.empty.v1+json";
const configTypes = ["application/vnd.oci.image.config.v1+json", emptyConfigType];
/** Of BuildKit, for the attestations that it writes as artifacts. */
const artifactType = "application/vnd.docker.attestation.manifest.v1+json";
const referenceType = "vnd.docker.reference.type";
/** What an in-toto statement of v0.1 or v1 begins with. */
const statementForm = /^https:\/\/in-toto\.io\/Statement\/v\d/;
/** A list of packages, as buildx writes it, is one text; anything larger is not read. */
const largestStatement = 64 * 1024 * 1024;

const typeOf = (value: unknown): unknown => (isFields(value) ? value["mediaType"] : undefined);

/**
 * What makes it an attestation is its bytes: a file that is a JSON text is a layer for nobody. What only calls itself one, or is
 * another artifact, is refused: whoever reads media types in another way could run it, or take it for evidence.
 *
 * @param descriptor What the index says of it.
 * @returns the digest of the image that it is about; undefined for an image
 * @throws {Error} if it is neither.
 */
export async function attestedBy(
  registry: Registry,
  digest: string,
  descriptor: Record<string, unknown>,
  manifest: Manifest,
): Promise<string | undefined> {
  const annotations = isFields(descriptor["annotations"]) ? descriptor["annotations"] : {};
  const platform = isFields(descriptor["platform"]) ? descriptor["platform"] : {};
  const names = [platform["os"], platform["architecture"]];
  const layers: unknown[] = Array.isArray(manifest.layers) ? manifest.layers : [];
  const artifacts = [manifest.artifactType, descriptor["artifactType"]].filter((one) => one !== undefined);
  const isImage =
    !names.includes("unknown") &&
    !(referenceType in annotations) &&
    artifacts.length === 0 &&
    typeOf(manifest.config) !== emptyConfigType &&
    !layers.some((layer) => typeOf(layer) === inTotoType);
  if (isImage) return undefined;
  const refuse = (why: string): never => {
    throw new Error(`${digest} is neither an image nor an attestation of buildx: ${why}`);
  };
  if (names.some((name) => name !== "unknown")) refuse("its platform is not unknown/unknown");
  if (annotations[referenceType] !== "attestation-manifest")
    refuse(`it lacks the annotation ${referenceType}=attestation-manifest`);
  const of = textOf(annotations["vnd.docker.reference.digest"]);
  if (!digestForm.test(of)) refuse("it names no image");
  if (artifacts.some((one) => one !== artifactType)) refuse("it is an artifact of another type");
  if (!configTypes.includes(textOf(typeOf(manifest.config)))) refuse("its configuration is of another type");
  if (layers.length === 0) refuse("it has no statement");
  if (layers.some((layer) => typeOf(layer) !== inTotoType)) refuse("it has other layers than statements");
  for (const layer of digestsOf(layers, "the list of layers")) {
    const statement = await smallBlob(registry, layer, "the statement", largestStatement);
    if (!isFields(statement) || !statementForm.test(textOf(statement["_type"])))
      refuse(`its layer ${layer} is not an in-toto statement`);
  }
  return of;
}
