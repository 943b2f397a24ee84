import type { Resource } from "./resource.ts";

/** Raised when something is read that is not known before the deployment. */
export class Doubt {
  raised = false;

  /** Does something, and says whether it read what is not known yet. Whether the doubt was raised before stays as it was. */
  during<T>(work: () => T): { result: T; isDoubtful: boolean } {
    const before = this.raised;
    this.raised = false;
    // If the work throws, the doubt remains, because half of a definition may be meaningless.
    const result = work();
    const isDoubtful = this.raised;
    this.raised = before;
    return { result, isDoubtful };
  }
}

/** Everything that one stack registers; `stackOf` of @ballast/analysis adds what CloudFormation creates for its templates. */
export class Stack {
  readonly resources: readonly Resource[];
  /** The program's outputs, `waivers` and `exceptions` among them. */
  readonly outputs: Record<string, unknown>;
  readonly doubt: Doubt;
  /** The resources of the stacks whose outputs this stack uses. Rules read them, and report no findings for them. */
  readonly foundations: readonly Resource[];
  /** The account that a plan gives to what it records where no setting names the stack's own. @default - the account is known */
  standInAccount: string | undefined;
  readonly #byUrn: Map<string, Resource>;
  readonly #byType: Map<string, Resource[]>;

  constructor(
    resources: readonly Resource[],
    outputs: Record<string, unknown> = {},
    doubt: Doubt = new Doubt(),
    foundations: readonly Resource[] = [],
  ) {
    this.foundations = foundations;
    this.outputs = outputs;
    this.doubt = doubt;
    this.resources = resources;
    this.#byUrn = new Map(this.resources.map((resource) => [resource.urn, resource]));
    this.#byType = Map.groupBy(this.resources, ({ type }) => type);
  }

  ofType(...types: string[]): Resource[] {
    return types.flatMap((type) => this.#byType.get(type) ?? []);
  }

  /** @param types Types as in a rule: one that ends in `*` includes all types with this prefix. */
  matching(types: readonly string[]): Resource[] {
    return [...this.#byType.keys()]
      .filter((type) =>
        types.some((one) => (one.endsWith("*") ? type.startsWith(one.slice(0, -1)) : type === one)),
      )
      .flatMap((type) => this.ofType(type));
  }

  byUrn(urn: string): Resource | undefined {
    return this.#byUrn.get(urn);
  }

  /** The resource of this type that an id, an ARN or a name refers to. */
  referred(type: string, reference: unknown): Resource | undefined {
    if (reference === undefined) return undefined;
    const doubted = this.doubt.raised;
    const found = this.ofType(type).find((resource) =>
      [resource.state["name"], resource.id, resource.state["arn"]].includes(reference),
    );
    // Doubt about resources that do not match has no effect on the one that matches.
    if (found) this.doubt.raised = doubted;
    return found;
  }

  /** Whether a reference is to a resource outside of this stack, whose properties are not known here. */
  isElsewhere(type: string, reference: unknown): boolean {
    return reference !== undefined && this.referred(type, reference) === undefined;
  }

  /** The resources of this type whose property refers to that one. */
  referring(type: string, property: string, to: Resource): Resource[] {
    return this.ofType(type).filter(({ inputs }) => this.referred(to.type, inputs[property]) === to);
  }

  /** The components around a resource, the nearest first; it begins with the resource itself. */
  *around(resource: Resource): Iterable<Resource> {
    for (
      let at: Resource | undefined = resource;
      at;
      at = at.parent === null ? undefined : this.byUrn(at.parent)
    )
      yield at;
  }
}
