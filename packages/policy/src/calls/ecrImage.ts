/** An image reference in Amazon ECR, by its parts. */
export interface EcrImage {
  accountId: string;
  region: string;
  /** Domain suffix after `ecr.<region>.`, such as `amazonaws.com`. */
  domain: string;
  /** Repository name without tag and digest. */
  repository: string;
}

/** Undefined for an image of another registry. */
export function ecrImage(image: string): EcrImage | undefined {
  const [, accountId, region = "", domain = "", repository = ""] =
    /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([\w-]+)\.([\w.-]+)\/([^:@\s]+)/.exec(image) ?? [];
  return accountId === undefined ? undefined : { accountId, region, domain, repository };
}
