import { pictureOf } from "./picture.ts";
import { filePictureStyles } from "./pictureStyles.ts";
import type { Snapshot } from "./snapshot.ts";

export { snapshotOf, type Snapshot } from "./snapshot.ts";

/** An SVG file of a cluster at several moments, one below the other. */
export function pictureFile(title: string, snapshots: readonly Snapshot[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${pictureOf(title, snapshots, "placement", filePictureStyles).text}\n`;
}
