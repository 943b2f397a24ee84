// Names of RDS for what a restore creates.

/** `invento-prod-database-at-20261127t031500z`, cut to RDS's 63 characters. */
export function copyName(source: string, time: Date): string {
  return nameWith(source, `-at-${stamp(time)}`);
}

/** `20261127t031500z` */
export function stamp(time: Date): string {
  return time
    .toISOString()
    .replace(/\.\d+Z$/, "z")
    .replaceAll(/[-:]/g, "")
    .toLowerCase();
}

/** A name of RDS with an ending, cut to its 63 characters. */
export function nameWith(name: string, ending: string): string {
  return `${name.slice(0, 63 - ending.length).replace(/-+$/, "")}${ending}`;
}
