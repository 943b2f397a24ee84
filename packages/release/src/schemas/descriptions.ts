interface Described {
  description?: string;
  inputProperties?: Record<string, Described>;
  properties?: Record<string, Described>;
  enum?: (Described & { name: string })[];
}

/** A package's schema, as far as it describes its parts. */
export interface DescribedPackage {
  resources: Record<string, Described>;
  types: Record<string, Described>;
}

/**
 * What has no comment, or one that only repeats the name, by the names that a program uses: `ServiceArgs.site`. A default
 * and the name of a part's type, which the schema's maker adds, do not count as a description.
 */
export function undescribed({ resources, types }: DescribedPackage): string[] {
  const faulty = (what: string, { description = "" }: Described): string[] => {
    const own = description.replace(/(^|\n\n)(Default: |Its type is )[\s\S]*$/, "");
    return ["", letters(what.split(".").at(-1) ?? "")].includes(letters(own)) ? [what] : [];
  };
  return Object.entries({ ...resources, ...types }).flatMap(([token, described]) => {
    const name = token.split(":").at(-1) ?? token;
    const inside = [
      ...Object.entries(described.inputProperties ?? {}).map(([key, of]) => faulty(`${name}Args.${key}`, of)),
      ...Object.entries(described.properties ?? {}).map(([key, of]) => faulty(`${name}.${key}`, of)),
      ...(described.enum ?? []).map((member) => faulty(`${name}.${member.name}`, member)),
    ];
    return [...faulty(name, described), ...inside.flat()];
  });
}

/** Without articles, spaces and punctuation: `The cluster's name.` and `clusterName` are both `clustername`. */
function letters(text: string): string {
  return text
    .toLowerCase()
    .replace(/\b(the|an?|its)\b/g, "")
    .replace(/'s\b/g, "")
    .replace(/[^a-z0-9]/g, "");
}
