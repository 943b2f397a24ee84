import { fields, text, type ResolvedResource } from "@ballast/model";
import { aws } from "./tokens.ts";

/** An EFS file system that a plan uses and does not create, for example one that AWS Backup restored. */
export interface AdoptedFileSystem {
  /** `fs-0123456789abcdef0` */
  id: string;
  /** URN of the component that mounts it. @default - none */
  parent?: string;
  /** Of the access point, which components give the name that a file system of their own would have. */
  tags: Record<string, string>;
}

const users: readonly string[] = [aws.mountTarget, aws.accessPoint];

/** File systems that mount targets or access points of a plan name by id, and that no resource of the plan is. */
export function adoptedFileSystems(resources: readonly ResolvedResource[]): AdoptedFileSystem[] {
  const own = new Set(
    resources
      .filter(({ type }) => type === aws.fileSystem)
      .flatMap(({ identifiers }) => Object.keys(identifiers)),
  );
  const found = new Map<string, AdoptedFileSystem>();
  for (const { type, inputs, parent } of resources) {
    const id = text(inputs["fileSystemId"]);
    if (!users.includes(type) || own.has(id) || !/^fs-[0-9a-f]+$/.test(id)) continue;
    const { tags = {} } = found.get(id) ?? {};
    const more = Object.entries(fields(inputs["tags"])).map(([key, value]) => [key, text(value)] as const);
    found.set(id, {
      id,
      ...(typeof parent === "string" && { parent }),
      tags: { ...tags, ...Object.fromEntries(more) },
    });
  }
  return [...found.values()];
}
