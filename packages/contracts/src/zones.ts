/** A zone of a region: `eu-central-1a`. Local Zones and Wavelength Zones carry more and are not meant. */
const zoneName = /^[a-z]{2}(?:-[a-z]+)+-\d+([a-z])$/;

export function isZoneName(name: string): boolean {
  return zoneName.test(name);
}

/** The word by which a zone's subnets are kept: `a` of `eu-central-1a`. Unique within a region. */
export function zoneKey(name: string): string {
  const key = zoneName.exec(name)?.[1];
  if (key === undefined) throw new Error(`${JSON.stringify(name)} is not the name of an availability zone.`);
  return key;
}
