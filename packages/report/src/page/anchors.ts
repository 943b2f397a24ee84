import type { StackPlan } from "@ballast/plan";

/** Ids on the page of a stack's resources: `network-dev/resource/LogGroup/main-flow-logs`. They can be linked to. */
export function anchorsOf({ stack, resources }: Pick<StackPlan, "stack" | "resources">): Map<string, string> {
  const taken = new Map<string, number>();
  return new Map(
    resources.map(({ urn, type, name }) => {
      const wish = `${idOf(stack)}/resource/${idOf(shortType(type))}/${idOf(name)}`;
      const before = taken.get(wish) ?? 0;
      taken.set(wish, before + 1);
      return [urn, before === 0 ? wish : `${wish}/${before + 1}`];
    }),
  );
}

/** `aws:lb/loadBalancer:LoadBalancer` is a `LoadBalancer`. */
export function shortType(type: string): string {
  return type.split(":").at(-1) ?? type;
}

/** Letters that need no escape in an address. */
export function idOf(text: string): string {
  return text.replace(/[^\w.~-]+/g, "-");
}
