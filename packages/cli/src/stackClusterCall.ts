/** Checks a call that names a stack or a cluster. Returns the error, if there is one. */
export function stackOrCluster(stack: string | undefined, cluster: string | undefined): string | undefined {
  if (stack === undefined && cluster === undefined) return "give a stack or --cluster <name>";
  if (stack !== undefined && cluster !== undefined)
    return `--cluster names the cluster, so ${stack} would have no effect; leave one of them out`;
  return undefined;
}
