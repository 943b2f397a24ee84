import { resourceType } from "@ballast/aws";
import { chargedAs } from "@ballast/aws/templates";
import { text, type Fields, type ResolvedResource } from "@ballast/model";
import { contentsOf } from "../templates.ts";

/** A resource of the stack, or one that CloudFormation creates for it. */
export interface Charged {
  urn: string;
  type: string;
  name: string;
  component: string | null;
  region: string;
  inputs: Fields;
  identifiers: Readonly<Record<string, string>>;
  /** Whether it is of a type that the program has not registered. */
  isNested: boolean;
}

/** A resource of AWS's itself, and what CloudFormation creates for it. */
export function partsOf(
  resource: ResolvedResource,
  known: ReadonlyMap<string, ResolvedResource>,
  stackRegion: string,
): { charged: Charged[]; hidden?: string } {
  const { urn, type, name, inputs, identifiers, custom } = resource;
  if (!custom || !isOfAws(type)) return { charged: [] };
  const at = {
    component: componentOf(resource, known),
    region: regionOf(resource, known, stackRegion),
  };
  const contents = contentsOf(resource, inputs, (nestedUrn) => nestedUrn);
  // A Cloud Control resource is itself the one resource that CloudFormation creates.
  const isTemplateOfOne = resourceType(type)?.template?.typeName !== undefined;
  const own = isTemplateOfOne ? [] : chargedAs(type, inputs, urn);
  return {
    charged: [
      ...own.map((one) => ({ urn, name, identifiers, ...at, ...one, isNested: one.type !== type })),
      ...(contents?.nested ?? []).flatMap((one) =>
        chargedAs(one.type, one.properties, one.urn).map((provided) => ({
          urn: one.urn,
          name: one.name,
          identifiers: { [one.urn]: "id" },
          ...at,
          ...provided,
          isNested: true,
        })),
      ),
    ],
    ...(contents?.hidden !== undefined && { hidden: contents.hidden }),
  };
}

export function isOfAws(type: string): boolean {
  return /^(?:aws|aws-native):/.test(type);
}

export function componentOf(
  { parent }: Pick<ResolvedResource, "parent">,
  known: ReadonlyMap<string, ResolvedResource>,
): string | null {
  for (let at = known.get(parent ?? ""); at; at = known.get(at.parent ?? ""))
    if (!at.custom && at.type !== "pulumi:pulumi:Stack") return at.urn;
  return null;
}

/** The region of the resource, its provider or else the stack. */
function regionOf(
  { inputs, provider }: ResolvedResource,
  known: ReadonlyMap<string, ResolvedResource>,
  region: string,
): string {
  return text(inputs["region"]) || text(known.get(provider ?? "")?.inputs["region"]) || region;
}
