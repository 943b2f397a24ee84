import type { Fields } from "@ballast/model";

export type { Fields };

/** A resource, with the values that the catalogue reads. */
export interface Described {
  inputs: Fields;
  /** Identifiers by which other resources refer to it. */
  identifiers: Readonly<Record<string, string>>;
}

/** The other resources of a type in the same stack. */
export type Others = (type: string) => readonly Described[];
