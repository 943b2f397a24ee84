import type { Environment, Package, Report } from "./report.ts";
import { purlOf } from "./purl.ts";
import { sha256 } from "./registry.ts";

/** The image that a list of packages is about. */
export interface Subject {
  /** `sha256:…`. */
  digest: string;
  /** Milliseconds since 1970. */
  now: number;
}

interface Listed extends Package {
  id: string;
  purl: string | undefined;
  layer: string;
}

/** Clair found the packages, and the gate writes the list. */
const tools = ["Clair", "ballast-gate"];

function packagesIn(report: Report): Listed[] {
  return [...report.packages].map(([id, one]) => {
    const environments: Environment[] = report.environments.get(id) ?? [];
    const [{ layer } = { layer: "" }] = environments;
    return { ...one, id, purl: purlOf(one, environments, report), layer };
  });
}

const seconds = (now: number): string => new Date(now).toISOString().replace(/\.\d+Z$/, "Z");

/** A UUID (RFC 9562, version 8) of whatever the text is. */
function uuidOf(text: string): string {
  const hex = sha256(text).slice("sha256:".length);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The packages of an image, those that were judged, as CycloneDX 1.6 writes them. */
export function cycloneDx(report: Report, { digest, now }: Subject): object {
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${uuidOf(`cyclonedx ${digest} ${now}`)}`,
    version: 1,
    metadata: {
      timestamp: seconds(now),
      tools: { components: tools.map((name) => ({ type: "application", name })) },
      component: { type: "container", "bom-ref": "image", name: digest, version: digest },
    },
    components: packagesIn(report).map(({ id, name, version, purl, layer }) => ({
      type: "library",
      "bom-ref": `package-${id}`,
      name,
      ...(version !== "" && { version }),
      ...(purl !== undefined && { purl }),
      ...(layer !== "" && { properties: [{ name: "ballast:layer", value: layer }] }),
    })),
  };
}

/** The same as SPDX 2.3 writes them. */
export function spdx(report: Report, { digest, now }: Subject): object {
  const packages = packagesIn(report).map((one, index) => ({ ...one, key: `SPDXRef-Package-${index + 1}` }));
  const unread = { downloadLocation: "NOASSERTION", filesAnalyzed: false };
  return {
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: "SPDXRef-DOCUMENT",
    name: digest,
    documentNamespace: `https://spdx.org/spdxdocs/image-${uuidOf(`spdx ${digest} ${now}`)}`,
    creationInfo: { created: seconds(now), creators: tools.map((name) => `Tool: ${name}`) },
    packages: [
      {
        SPDXID: "SPDXRef-Image",
        name: digest,
        versionInfo: digest,
        ...unread,
        primaryPackagePurpose: "CONTAINER",
        checksums: [{ algorithm: "SHA256", checksumValue: digest.replace("sha256:", "") }],
      },
      ...packages.map(({ key, name, version, purl }) => ({
        SPDXID: key,
        name,
        ...(version !== "" && { versionInfo: version }),
        ...unread,
        ...(purl !== undefined && {
          externalRefs: [
            { referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: purl },
          ],
        }),
      })),
    ],
    relationships: [
      {
        spdxElementId: "SPDXRef-DOCUMENT",
        relationshipType: "DESCRIBES",
        relatedSpdxElement: "SPDXRef-Image",
      },
      ...packages.map(({ key }) => ({
        spdxElementId: "SPDXRef-Image",
        relationshipType: "CONTAINS",
        relatedSpdxElement: key,
      })),
    ],
  };
}
