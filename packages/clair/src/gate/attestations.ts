// Attestations that buildx adds to an index: statements about an image, which cannot be run.
import { isFields, textOf } from "./json.ts";
import { digestForm, digestsOf, smallBlob, type Manifest, type Registry } from "./registry.ts";

const inTotoType = "application/vnd.in-toto+json";
const emptyConfigType = "application/vnd.oci.empty.v1+json";
const configTypes = ["application/vnd.oci.image.config.v1+json", emptyConfigType];
/** The type of the attestations that BuildKit writes as artifacts. */
const artifactType = "application/vnd.docker.attestation.manifest.v1+json";
const referenceType = "vnd.docker.reference.type";
/** The type of an in-toto statement of v0.1 or v1. */
const statementForm = /^https:\/\/in-toto\.io\/Statement\/v\d/;
/** In bytes. The largest statement is a list of packages (SBOM). A larger one is rejected. */
const largestStatement = 64 * 1024 * 1024;

const typeOf = (value: unknown): unknown => (isFields(value) ? value["mediaType"] : undefined);

/**
 * Distinguishes an attestation from an image. An attestation is recognized by the bytes of its layers: each must be an
 * in-toto statement, and no container runtime can unpack JSON as a layer. A manifest that only has the media types of an
 * attestation, or that is another artifact, is rejected: another client could run it, or use it as evidence.
 *
 * @param descriptor The manifest's entry in the index.
 * @returns the digest of the image that the attestation describes; undefined for an image
 * @throws {Error} if the manifest is neither.
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
