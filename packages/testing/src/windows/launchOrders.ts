/** A task of a launch agent. Tasks that do not affect boot steps do nothing here. */
export interface LaunchTask {
  name: string;
  runsUserData?: true;
  startsService?: string;
  setsAutomatic?: string;
}

export type StartType = "Automatic" | "Manual" | "Disabled";

/** The documented order of a launch agent's tasks, one after another: a task starts when the one before has ended. */
export interface LaunchOrder {
  agent: string;
  /** ECS-optimized images that have it. */
  images: string;
  sources: string[];
  /** When the sources were read. */
  date: string;
  /** The Systems Manager agent's service before the first start. */
  ssmAgent: StartType;
  firstStart: LaunchTask[];
  laterStarts: LaunchTask[];
  /** Whether user data that a restart interrupts runs again from its beginning. */
  repeatsCutOffUserData: boolean;
}

export const launchOrders: LaunchOrder[] = [
  {
    agent: "EC2Launch v1",
    images: "Windows Server 2019",
    sources: [
      "EC2Launch v1, InitializeInstance.ps1: -Schedule disables AmazonSSMAgent; it becomes Automatic before Send-WindowsIsReady; " +
        "Invoke-Userdata comes next, and Start-Service AmazonSSMAgent after it. The script's own schedule is disabled then.",
      "Amazon EC2 User Guide, How Amazon EC2 handles user data for Windows instances: user data runs once unless it persists.",
    ],
    date: "2026-11-25",
    ssmAgent: "Disabled",
    firstStart: [
      { name: "Set-AdminAccount" },
      { name: "Set-Service AmazonSSMAgent", setsAutomatic: "AmazonSSMAgent" },
      { name: "Send-WindowsIsReady" },
      { name: "Invoke-Userdata", runsUserData: true },
      { name: "Start-Service AmazonSSMAgent", startsService: "AmazonSSMAgent" },
    ],
    laterStarts: [],
    repeatsCutOffUserData: false,
  },
  {
    agent: "EC2Launch v2",
    images: "Windows Server 2022 and 2025",
    sources: [
      "Amazon EC2 User Guide, EC2Launch v2 overview: XML user data runs in stage PostReady, before that stage of agent-config.yml; " +
        "stages and tasks run sequentially.",
      "Amazon EC2 User Guide, EC2Launch v2 settings: the default agent-config.yml has startSsm in postReady; user data runs before " +
        "the Systems Manager agent is started; a script that restarts Windows itself may run again.",
      "Amazon EC2 User Guide, EC2Launch v2 task definitions: startSsm has the frequency always.",
      "CloudSnorkel/cdk-github-runners#567, github-aws-runners/terraform-aws-github-runner#4609: seen on instances.",
      "Not documented, and assumed: the Systems Manager agent's service is Manual, so that nothing but startSsm starts it.",
    ],
    date: "2026-11-25",
    ssmAgent: "Manual",
    firstStart: [
      { name: "boot: extendRootPartition" },
      { name: "preReady: activateWindows" },
      { name: "preReady: setDnsSuffix" },
      { name: "preReady: setAdminAccount" },
      { name: "preReady: setWallpaper" },
      { name: "postReady: user data", runsUserData: true },
      { name: "postReady: startSsm", startsService: "AmazonSSMAgent" },
    ],
    laterStarts: [{ name: "postReady: startSsm", startsService: "AmazonSSMAgent" }],
    repeatsCutOffUserData: true,
  },
];
