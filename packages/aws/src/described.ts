import type { Fields } from "@ballast/model";

export type { Fields };

/** A resource, as far as the catalogue reads it. */
export interface Described {
  inputs: Fields;
  /** By what other resources refer to it. */
  identifiers: Readonly<Record<string, string>>;
}

/** The resources of a type around another one. */
export type Others = (type: string) => readonly Described[];
