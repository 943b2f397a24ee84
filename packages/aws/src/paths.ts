/** Whether one path is the other, is a part of it, or holds it. */
export function overlaps(path: string, property: string): boolean {
  return path === property || path.startsWith(`${property}.`) || property.startsWith(`${path}.`);
}

/** `securityGroups.description` of `securityGroups[0].description`. */
export function withoutIndexes(path: string): string {
  return path.replace(/\[\d+\]/g, "");
}
