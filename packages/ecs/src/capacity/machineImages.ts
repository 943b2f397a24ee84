import { OperatingSystem } from "@ballast/contracts";

/** ECS-optimized AMIs. Amazon Linux 2 is not included, because its support ended on 2026-06-30. */
export const MachineImage = {
  /** Amazon Linux 2023 on x86-64. */
  AmazonLinux2023: "amazonLinux2023",
  /** Amazon Linux 2023 on ARM64. */
  AmazonLinux2023Arm: "amazonLinux2023Arm",
  /** Amazon Linux 2023 on x86-64 with NVIDIA drivers. */
  AmazonLinux2023Gpu: "amazonLinux2023Gpu",
  /** Windows Server 2019 without a desktop. */
  WindowsServer2019Core: "windowsServer2019Core",
  /** Windows Server 2019 with a desktop. */
  WindowsServer2019Full: "windowsServer2019Full",
  /** Windows Server 2022 without a desktop. */
  WindowsServer2022Core: "windowsServer2022Core",
  /** Windows Server 2022 with a desktop. */
  WindowsServer2022Full: "windowsServer2022Full",
  /** Windows Server 2025 without a desktop. */
  WindowsServer2025Core: "windowsServer2025Core",
  /** Windows Server 2025 with a desktop. */
  WindowsServer2025Full: "windowsServer2025Full",
} as const;
export type MachineImage = (typeof MachineImage)[keyof typeof MachineImage];

/** EC2's words, as instance types have them. Sources: ECS developer guide, the same pages as below. */
const processors: Record<MachineImage, { architecture: "x86_64" | "arm64"; forGpus: boolean }> = {
  amazonLinux2023: { architecture: "x86_64", forGpus: false },
  amazonLinux2023Arm: { architecture: "arm64", forGpus: false },
  amazonLinux2023Gpu: { architecture: "x86_64", forGpus: true },
  windowsServer2019Core: { architecture: "x86_64", forGpus: false },
  windowsServer2019Full: { architecture: "x86_64", forGpus: false },
  windowsServer2022Core: { architecture: "x86_64", forGpus: false },
  windowsServer2022Full: { architecture: "x86_64", forGpus: false },
  windowsServer2025Core: { architecture: "x86_64", forGpus: false },
  windowsServer2025Full: { architecture: "x86_64", forGpus: false },
};

/** For Amazon Linux, the variant in its parameter's name; for Windows, the year and edition. */
const linuxVariants: Record<MachineImage, string | undefined> = {
  amazonLinux2023: "",
  amazonLinux2023Arm: "arm64/",
  amazonLinux2023Gpu: "gpu/",
  windowsServer2019Core: undefined,
  windowsServer2019Full: undefined,
  windowsServer2022Core: undefined,
  windowsServer2022Full: undefined,
  windowsServer2025Core: undefined,
  windowsServer2025Full: undefined,
};

export interface MachineImageFacts {
  operatingSystem: OperatingSystem;
  /** `x86_64` or `arm64`. */
  architecture: string;
  /** True if the image contains NVIDIA drivers, for instance types with GPUs. */
  forGpus: boolean;
  /** Public SSM parameter that always names the newest image; AWS withdraws older Windows images. */
  parameter: string;
  rootDevice: string;
  /** GiB that the image itself and its containers' layers need at the least. */
  smallestRootGiB: number;
  usualRootGiB: number;
  /** From launch until it takes tasks. */
  warmupSeconds: number;
}

/** Sources: ECS developer guide, "Retrieving Amazon ECS-optimized Linux / Windows AMI metadata" (2026-11). */
export function machineImageFacts(image: MachineImage): MachineImageFacts {
  const variant = linuxVariants[image];
  if (variant !== undefined) {
    return {
      ...processors[image],
      operatingSystem: OperatingSystem.Linux,
      parameter: `/aws/service/ecs/optimized-ami/amazon-linux-2023/${variant}recommended/image_id`,
      rootDevice: "/dev/xvda",
      smallestRootGiB: 30,
      usualRootGiB: 30,
      warmupSeconds: 300,
    };
  }
  const { year, edition } = /(?<year>\d{4})(?<edition>Core|Full)$/.exec(image)?.groups ?? {};
  return {
    ...processors[image],
    operatingSystem: OperatingSystem.Windows,
    parameter: `/aws/service/ami-windows-latest/Windows_Server-${year}-English-${edition}-ECS_Optimized/image_id`,
    rootDevice: "/dev/sda1",
    smallestRootGiB: 50,
    // Windows base layers alone are gigabytes.
    usualRootGiB: 100,
    warmupSeconds: 600,
  };
}
