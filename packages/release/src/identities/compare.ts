/** A line of an identity file: `parent > type name (was type name, …)`. */
interface Identity {
  /** Without what it was. */
  line: string;
  type: string;
  name: string;
  /** `type name` of each alias. */
  was: string[];
}

/** Something that the next preview of an unchanged program would delete, replace or no longer find. */
export interface Loss {
  file: string;
  line: string;
  /** `type name` of what no resource goes on as. */
  lost: string;
  /** Lines that are new in the file and of the same type: perhaps it is one of them under a new name. */
  perhaps: string[];
}

/** Identity files by their paths. */
export type IdentityFiles = ReadonlyMap<string, string>;

/** Identities that were registered before, and are now neither registered nor aliases. */
export function losses(before: IdentityFiles, now: IdentityFiles): Loss[] {
  const moved = [...now].filter(([file]) => !before.has(file)).map(([, text]) => text);
  return [...before].flatMap(([file, text]) => {
    const after = parse(now.get(file) ?? moved.join("\n"));
    const known = new Set(after.flatMap(({ type, name, was }) => [`${type} ${name}`, ...was]));
    const lines = new Set(after.map(({ line }) => line));
    const formerly = parse(text);
    const fresh = after.filter(({ line }) => !formerly.some((former) => former.line === line));
    return formerly.flatMap(({ line, type, name, was }) => {
      const goesOn = lines.has(line) || fresh.some((one) => one.was.includes(`${type} ${name}`));
      const perhaps = fresh.filter((one) => one.type === type).map((one) => one.line);
      if (!goesOn) return [{ file, line, lost: `${type} ${name}`, perhaps }];
      // A user who skips a version upgrades from the name before the last one.
      return was.filter((one) => !known.has(one)).map((lost) => ({ file, line, lost, perhaps: [line] }));
    });
  });
}

function parse(text: string): Identity[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((whole) => {
      const [, line = whole, was] = /^(.*?)(?: \(was (.*)\))?$/.exec(whole) ?? [];
      const [type = "", ...name] = (line.split(" > ").at(-1) ?? "").split(" ");
      return { line, type, name: name.join(" "), was: was?.split(", ") ?? [] };
    });
}
