export interface Leaf {
  /** As in `networkConfiguration.subnets[0]`. */
  path: string;
  text: string;
}

/** Every text in a value, however deep, with where it stands. */
export function* leaves(value: unknown, path = ""): Iterable<Leaf> {
  if (typeof value === "string") yield { path, text: value };
  else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* leaves(item, `${path}[${index}]`);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value))
      yield* leaves(item, path === "" ? key : `${path}.${key}`);
  }
}
