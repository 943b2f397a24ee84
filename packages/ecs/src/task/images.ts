import { entryOf, given, regionFault, serviceDomains } from "@ballast/contracts";

/** A private ECR repository, by either of the two forms of its address. */
const ecrHost = new RegExp(
  `^(?<account>\\d{12})\\.dkr[.-]ecr(?:-fips)?\\.(?<region>[a-z0-9-]+)\\.(?:${[...serviceDomains, "on.aws"].map((domain) => domain.replaceAll(".", "\\.")).join("|")})$`,
);

/** RepositoryNameTotalLengthMax of github.com/distribution/reference, without tag and digest (2026-11). */
const longestName = 255;

export interface ImageReference {
  /** `docker.io` where none is written. */
  host: string;
  repository: string;
  tag: string | undefined;
  digest: string | undefined;
  /** Where it lies, if in a private ECR repository. */
  ecr: { accountId: string; region: string } | undefined;
}

/** @returns undefined if it is not an image reference at all. */
export function parseImage(image: string): ImageReference | undefined {
  const match =
    /^(?<name>[^@\s]+?)(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(?<digest>sha256:[0-9a-f]{64}))?$/.exec(
      image,
    );
  const name = match?.groups?.["name"];
  if (!name || !/^[a-z0-9]/.test(name.split("/").at(-1) ?? "")) return undefined;
  const [first = "", ...rest] = name.split("/");
  const named = rest.length > 0 && (first.includes(".") || first.includes(":") || first === "localhost");
  const host = named ? first : "docker.io";
  const repository = named ? rest.join("/") : name;
  if (!/^[a-z0-9]+(?:[._/-]+[a-z0-9]+)*$/.test(repository)) return undefined;
  const ecr = ecrHost.exec(host)?.groups;
  return {
    host,
    repository,
    tag: match?.groups?.["tag"],
    digest: match?.groups?.["digest"],
    ecr: ecr && { accountId: entryOf(ecr, "account"), region: entryOf(ecr, "region") },
  };
}

/** Returns the error of a container's image reference, if there is one. */
export function imageFault(image: string, hasRegistryCredentials: boolean): string | undefined {
  const reference = parseImage(image);
  const shown = given(image);
  if (reference === undefined) {
    return `${shown} is not an image reference. Use, for example, "registry.example.com/team/web:1.4.2".`;
  }
  const { length } =
    reference.host === "docker.io" ? reference.repository : `${reference.host}/${reference.repository}`;
  if (length > longestName)
    return `${shown} has a name of ${length} characters; at most ${longestName} are allowed. Use a shorter name.`;
  if (reference.tag === undefined && reference.digest === undefined) {
    return `${shown} has neither tag nor digest, so a restart may pull another image. Add one, for example ":1.4.2".`;
  }
  const unknown = reference.ecr && regionFault(reference.ecr.region);
  if (unknown !== undefined) return `${shown} is in Amazon ECR, but ${unknown}`;
  if (reference.ecr && hasRegistryCredentials) {
    return `${shown} is in Amazon ECR, where the execution role is the credential. Leave repositoryCredentials out.`;
  }
  return undefined;
}
