/** Resources by their URNs. */
export function byUrn<One extends { urn: string }>(resources: readonly One[]): Map<string, One> {
  return new Map(resources.map((one) => [one.urn, one]));
}
