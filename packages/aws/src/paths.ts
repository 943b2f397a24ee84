/** Whether the paths are equal, or one contains the other. */
export function overlaps(path: string, property: string): boolean {
  return path === property || path.startsWith(`${property}.`) || property.startsWith(`${path}.`);
}

/** Converts `securityGroups[0].description` to `securityGroups.description`. */
export function withoutIndexes(path: string): string {
  return path.replace(/\[\d+\]/g, "");
}
