import { documentIn, leaves, type Leaf, type ResolvedResource } from "@ballast/model";
import { ownNames } from "../ownNames.ts";

/** The resource that an identifier in another resource's properties names. */
export interface Reference {
  resource: ResolvedResource;
  /** Path of the identifier in the resource that owns it: `arn`, `outputs.vpcId`. */
  identifiedBy: string;
}

/** A reference from a resource's properties. */
export interface Mention extends Reference {
  /** The property that refers to the resource: `taskRoleArn`. */
  path: string;
}

/** Finds the resource that an id, an ARN or a name identifies. */
export class References {
  readonly #byText = new Map<string, Reference>();
  readonly #mentions = new Map<string, Mention[]>();

  constructor(resources: readonly ResolvedResource[]) {
    for (const resource of resources) this.#note(resource);
    for (const resource of resources) this.#mentions.set(resource.urn, this.#mentionsIn(resource));
  }

  named(text: string): Reference | undefined {
    return this.#byText.get(text);
  }

  /** An ARN may have a suffix: `arn:aws:s3:::bucket/*` names the bucket. */
  begins(text: string): Reference | undefined {
    for (let end = text.length; end > shortest; end -= 1) {
      const isWhole = end === text.length || !/[\w-]/.test(text[end] ?? "");
      const found = isWhole ? this.#byText.get(text.slice(0, end)) : undefined;
      if (found) return found;
    }
    // An ARN that matches no resource may still contain the id of one.
    return this.#byText.get(/[^/:]+$/.exec(text)?.[0] ?? "");
  }

  /** All resources that a resource's properties name. */
  mentions(resource: ResolvedResource): readonly Mention[] {
    return this.#mentions.get(resource.urn) ?? [];
  }

  #note(resource: ResolvedResource): void {
    const given = new Set([...leaves(resource.inputs)].map(({ text }) => text));
    const own = ownNames(resource.type).map((property) => resource.inputs[property]);
    for (const [text, identifiedBy] of Object.entries(resource.identifiers)) {
      // An identifier in a resource's inputs is another resource's, unless it is its own name.
      const isBorrowed = given.has(text) && !own.includes(text);
      if (text.length < shortest || /^\d{12}$/.test(text) || isBorrowed) continue;
      const before = this.#byText.get(text);
      if (before === undefined || rank(identifiedBy) < rank(before.identifiedBy))
        this.#byText.set(text, { resource, identifiedBy });
    }
  }

  #mentionsIn(resource: ResolvedResource): Mention[] {
    const own = ownNames(resource.type);
    return [...openedLeaves(resource.inputs)].flatMap(({ path, text }) => {
      // Two resources may have the same name, and a tag refers to nothing.
      const isName = own.includes(path) || /(^|\.)\w*tags\b/i.test(path);
      const found = isName ? undefined : this.#byText.get(text);
      return found === undefined || found.resource === resource ? [] : [{ ...found, path }];
    });
  }
}

/** Shorter texts are words rather than identifiers. */
const shortest = 5;

function rank(identifiedBy: string): number {
  const at = ["arn", "id", "name"].indexOf(identifiedBy);
  return at === -1 ? 3 : at;
}

/** As `leaves`, and also inside documents that are JSON text. */
export function* openedLeaves(value: unknown): Iterable<Leaf> {
  for (const leaf of leaves(value)) {
    const document = documentIn(leaf.text);
    if (document === undefined) yield leaf;
    else yield* leaves(document, leaf.path);
  }
}
