/**
 * Short names of zones, for ids of instances: `a` of `eu-central-1a`, `bos-1a` of the local zone `us-east-1-bos-1a`. Zones whose
 * short names are equal keep their own, as does what is not named like a zone of AWS's.
 */
export function zoneNames(zones: readonly string[]): Record<string, string> {
  const short = (zone: string): string => zoneFormat.exec(zone)?.[1] ?? zone;
  const distinct = [...new Set(zones)];
  const isShared = (name: string): boolean => distinct.filter((zone) => short(zone) === name).length > 1;
  return Object.fromEntries(
    distinct.map((zone) => {
      const name = isShared(short(zone)) ? zone : short(zone);
      // A number follows.
      return [zone, /\d$/.test(name) ? `${name}-` : name];
    }),
  );
}

const zoneFormat = /^[a-z]{2,4}(?:-[a-z]+)+-\d+-?((?:[a-z]+-\d+)?[a-z])$/;
