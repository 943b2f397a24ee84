/** Where an image lies in Amazon ECR. */
export interface EcrImage {
  accountId: string;
  region: string;
  /** Behind the registry: `amazonaws.com`. */
  domain: string;
  /** Without tag and digest. */
  repository: string;
}

/** @returns undefined for an image of another registry. */
export function ecrImage(image: string): EcrImage | undefined {
  const [, accountId, region = "", domain = "", repository = ""] =
    /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([\w-]+)\.([\w.-]+)\/([^:@\s]+)/.exec(image) ?? [];
  return accountId === undefined ? undefined : { accountId, region, domain, repository };
}
