import { words } from "@ballast/model";

/** Time zones that an RDS for SQL Server instance may have: RDS user guide, "Local time zone for Microsoft SQL Server DB instances". */
const standardTimes = words(`
  Afghanistan Alaskan Aleutian Altai Arab Arabian Arabic Argentina Astrakhan Atlantic AUS_Central Aus_Central_W. AUS_Eastern Azerbaijan
  Azores Bahia Bangladesh Belarus Bougainville Canada_Central Cape_Verde Caucasus Cen._Australia Central_America Central_Asia
  Central_Brazilian Central_Europe Central_European Central_Pacific Central Chatham_Islands China Cuba Dateline E._Africa E._Australia
  E._Europe E._South_America Easter_Island Eastern Egypt Ekaterinburg Fiji FLE Georgian GMT Greenland Greenwich GTB Haiti Hawaiian India
  Iran Israel Jordan Kaliningrad Kamchatka Korea Libya Line_Islands Lord_Howe Magadan Magallanes Marquesas Mauritius Middle_East
  Montevideo Morocco Mountain Myanmar N._Central_Asia Namibia Nepal New_Zealand Newfoundland Norfolk North_Asia_East North_Asia
  North_Korea Omsk Pacific_SA Pacific Pakistan Paraguay Romance Russian SA_Eastern SA_Pacific SA_Western Saint_Pierre Sakhalin Samoa
  Sao_Tome Saratov SE_Asia Singapore South_Africa Sri_Lanka Sudan Syria Taipei Tasmania Tocantins Tokyo Tomsk Tonga Transbaikal Turkey
  Turks_And_Caicos Ulaanbaatar US_Eastern US_Mountain Venezuela Vladivostok Volgograd W._Australia W._Central_Africa W._Europe
  W._Mongolia West_Asia West_Bank West_Pacific Yakutsk
`).map((name) => `${name.replaceAll("_", " ")} Standard Time`);

export const sqlServerTimeZones: ReadonlySet<string> = new Set([
  ...standardTimes,
  ...["Central", "Eastern", "Mountain", "Pacific"].map((name) => `${name} Standard Time (Mexico)`),
  ...["3", "10", "11"].map((number) => `Russia Time Zone ${number}`),
  // Windows uses a hyphen in these names, although the guide prints a dash.
  ...["UTC", "UTC-02", "UTC-08", "UTC-09", "UTC-11", "UTC+12", "UTC+13"],
]);
