import { MachineImage, Platform } from "@ballast/ecs";

/**
 * The build of Windows on which everything of this scenario stands. A container runs on instances of its own build alone,
 * so app/Dockerfile names the same one (`ltsc2022`), which a test holds it to.
 */
export const windows = {
  build: "ltsc2022",
  machineImage: MachineImage.WindowsServer2022Core,
  platform: Platform.Windows2022Core,
} as const;
