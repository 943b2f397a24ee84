import { aliasUrns, type AliasSpec } from "./aliases.ts";
import type { RecordedResource } from "./recordedResource.ts";

/** The resources that a program registered, sorted by URN, because the registration order differs from the source order. */
export class Recording<Result> {
  readonly resources: RecordedResource[];
  /** The program's result. */
  readonly result: Result;

  constructor(resources: RecordedResource[], result: Result) {
    this.resources = resources.sort((one, other) => (one.urn < other.urn ? -1 : 1));
    this.result = result;
  }

  /** All of a type, by the name that the program gave. */
  ofType(type: string): Record<string, RecordedResource> {
    return Object.fromEntries(
      this.resources
        .filter((resource) => resource.type === type)
        .map((resource) => [resource.name, resource]),
    );
  }

  /** The one of this type, and of this name if one is given. */
  the(type: string, name?: string): RecordedResource {
    const found = this.resources.filter(
      (resource) => resource.type === type && (name ?? resource.name) === resource.name,
    );
    const [only] = found;
    if (found.length !== 1 || only === undefined) {
      const there = this.resources.map((resource) => `  ${resource.type} ${resource.name}`).join("\n");
      throw new Error(`${found.length} resources are ${type} ${name ?? ""}; recorded:\n${there}`);
    }
    return only;
  }

  byUrn(urn: string): RecordedResource {
    const found = this.resources.find((resource) => resource.urn === urn);
    if (found === undefined) throw new Error(`${urn} was not recorded.`);
    return found;
  }

  /**
   * `parent > type name`, sorted: the identities under which users' states know these resources. Behind it stands
   * `(was type name, …)` where an alias of ours lets a resource go on that a state knows otherwise.
   */
  identity(): string[] {
    const resources = this.resources.map((resource) => ({
      ...resource,
      aliases: resource.aliases.filter((alias) => isProgramsOwn(alias, resource)),
    }));
    const aliases = aliasUrns(resources);
    return resources
      .map((resource) => {
        const parent = resource.parent === null ? "" : `${resource.parent.split("::")[3]} > `;
        const former = aliases(resource).map(typeAndName);
        const was = former.length === 0 ? "" : ` (was ${[...new Set(former)].join(", ")})`;
        return `${parent}${resource.type} ${resource.name}${was}`;
      })
      .sort();
  }
}

function typeAndName(urn: string): string {
  const [, , types = "", ...name] = urn.split("::");
  return `${types.split("$").at(-1)} ${name.join("::")}`;
}

/** Whether the program itself set an alias. A provider's SDK also sets aliases, for types that it renamed, such as those of load balancers. */
function isProgramsOwn(alias: string, { type, name, parent }: RecordedResource): boolean {
  if (alias.startsWith("urn:") || type.startsWith("ballast-")) return true;
  const former = JSON.parse(alias) as AliasSpec;
  const top = former.noparent || former.parenturn.includes("::pulumi:pulumi:Stack::");
  const samePlace = top ? parent === null : ["", parent].includes(former.parenturn);
  const sameName = [name, ""].includes(former.name) && former.stack === "" && former.project === "";
  return !samePlace || !sameName || former.type.split(":")[0] !== type.split(":")[0];
}
