import { given, type Faults } from "@ballast/contracts";

/** ECS's rules for custom attributes (API reference of Attribute). */
const nameRule = /^[A-Za-z0-9\-_/\\.]{1,128}$/;
const valueRule = /^[A-Za-z0-9\-_/\\.@:]([A-Za-z0-9\-_/\\.@: ]{0,126}[A-Za-z0-9\-_/\\.@:])?$/;

export function checkAttributes(faults: Faults, path: string, attributes: Record<string, string>): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (!nameRule.test(name) || name.startsWith("ecs.")) {
      faults.add(
        path,
        `${given(name)} is no name for an own attribute; use letters, digits and - _ / . and no prefix "ecs.".`,
      );
    }
    if (!valueRule.test(value)) {
      faults.add(
        `${path}.${name}`,
        `${given(value)} is no value; use 1 to 128 letters, digits, inner spaces and - _ / . @ :.`,
      );
    }
  }
}
