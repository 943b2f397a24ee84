/** `driverOpts` of a volume of `cloudstor:aws`, as a task definition holds them: every value is text. */
export interface CloudstorOptions {
  /** `relocatable`: a block volume. `shared`: a file system. */
  backing: string;
  /** GiB; for a block volume, and needed for it. @default - none */
  size?: string;
  /** Type of a block volume. @default - gp3 with the performance of gp2 */
  ebstype?: string;
  /**
   * I/O operations per second of a block volume: of gp3, and of io1 and io2, which require it.
   *
   * @default - the type's default
   */
  iops?: string;
  /** `regular` or `maxio`, of a file system. @default "regular" */
  perfmode?: string;
  /**
   * MiB per second, which Cloudstor did not have: of gp3; or what a file system reserves, in place of bursting
   * throughput, or of elastic throughput where `perfmode` is `maxio`.
   *
   * @default - gp3's own, or gp2's where `ebstype` is left out; none reserved for a file system
   */
  throughput?: string;
}
