import { documentIn, leaves, type Leaf, type ResolvedResource } from "@ballast/model";
import { ownNames } from "../ownNames.ts";

/** What a text of one resource names. */
export interface Reference {
  resource: ResolvedResource;
  /** Where the identifier stands in the resource that has it: `arn`, `outputs.vpcId`. */
  identifiedBy: string;
}

/** A reference from a resource's properties. */
export interface Mention extends Reference {
  /** The property that names it: `taskRoleArn`. */
  path: string;
}

/** Finds the resource that an id, an ARN or a name stands for. */
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

  /** Of an ARN, also with more behind it: `arn:aws:s3:::bucket/*` names the bucket. */
  begins(text: string): Reference | undefined {
    for (let end = text.length; end > shortest; end -= 1) {
      const isWhole = end === text.length || !/[\w-]/.test(text[end] ?? "");
      const found = isWhole ? this.#byText.get(text.slice(0, end)) : undefined;
      if (found) return found;
    }
    // An ARN that nobody answered may still hold an id that somebody has.
    return this.#byText.get(/[^/:]+$/.exec(text)?.[0] ?? "");
  }

  /** What a resource's properties name, whole. */
  mentions(resource: ResolvedResource): readonly Mention[] {
    return this.#mentions.get(resource.urn) ?? [];
  }

  #note(resource: ResolvedResource): void {
    const given = new Set([...leaves(resource.inputs)].map(({ text }) => text));
    const own = ownNames(resource.type).map((property) => resource.inputs[property]);
    for (const [text, identifiedBy] of Object.entries(resource.identifiers)) {
      // What a resource was given is somebody else's, unless it is its own name.
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
      // A name may be like another's, and a tag names nothing.
      const isName = own.includes(path) || /(^|\.)\w*tags\b/i.test(path);
      const found = isName ? undefined : this.#byText.get(text);
      return found === undefined || found.resource === resource ? [] : [{ ...found, path }];
    });
  }
}

/** Shorter texts are words, not identifiers. */
const shortest = 5;

function rank(identifiedBy: string): number {
  const at = ["arn", "id", "name"].indexOf(identifiedBy);
  return at === -1 ? 3 : at;
}

/** As `leaves`, and into documents that are JSON text. */
export function* openedLeaves(value: unknown): Iterable<Leaf> {
  for (const leaf of leaves(value)) {
    const document = documentIn(leaf.text);
    if (document === undefined) yield leaf;
    else yield* leaves(document, leaf.path);
  }
}
