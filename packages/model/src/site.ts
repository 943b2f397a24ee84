/** Where a resource is; plain, since nothing here needs to be looked up. */
export interface PlainSite {
  accountId: string;
  partition: string;
  region: string;
}

/** The domain of a partition's services. */
export function domain({ partition }: PlainSite): string {
  return partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
}
