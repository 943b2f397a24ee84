import { given, type Faults } from "@ballast/contracts";

/** ECS's rules for custom attributes (API reference of Attribute). */
const nameRule = /^[A-Za-z0-9\-_/\\.]{1,128}$/;
const valueRule = /^[A-Za-z0-9\-_/\\.@:]([A-Za-z0-9\-_/\\.@: ]{0,126}[A-Za-z0-9\-_/\\.@:])?$/;

export function checkAttributes(faults: Faults, path: string, attributes: Record<string, string>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (!nameRule.test(name) || name.startsWith("ecs.")) {
      faults.add(
        path,
        `${given(name)} is not a valid name for a custom attribute. Use letters, digits and - _ / . \\; the prefix "ecs." is reserved.`,
      );
    }
    if (!valueRule.test(value)) {
      faults.add(
        `${path}.${name}`,
        `${given(value)} is not a valid value of a custom attribute. Use 1 to 128 letters, digits, inner spaces and - _ / . @ :.`,
      );
    }
  }
}

/**
 * Rejects tags that EC2 does not accept (EC2 user guide, "Tag restrictions", 2026-11), and tags that the capacity sets
 * itself.
 */
export function checkPartTags(
  faults: Faults,
  parts: Record<string, { tags?: Record<string, string> }> = {},
): void {
  for (const [owner, { tags = {} }] of Object.entries(parts))
    for (const [key, value] of Object.entries(tags)) {
      if (!/^[\p{L}\p{N} +=._:/@-]{1,128}$/u.test(key) || /^(aws:|(Name|AmazonECSManaged)$)/i.test(key))
        faults.add(
          `parts.${owner}.tags`,
          `${given(key)} is not a tag key for instances; use 1 to 128 letters, digits, spaces and + - = . _ : / @, not "aws:…", "Name" or "AmazonECSManaged".`,
        );
      if (value.length > 256)
        faults.add(`parts.${owner}.tags.${key}`, `has ${value.length} characters; EC2 takes up to 256.`);
    }
}
