/** Contents of a volume, keyed by name: bash that writes them to $DISK_VOLUME. */

/** MiB that mkfs.xfs requires, with some reserve. */
export const xfsSize = 320;

/** @returns MiB of a disk that takes these contents, which is small where it can be. */
export function sizeFor(write: string): number {
  return /mkfs.(xfs|btrfs)/.test(write) ? xfsSize : 64;
}

/** Contents that a host mounts. */
export const mountable: Record<string, string> = {
  xfs: 'mkfs.xfs -q "$DISK_VOLUME"',
  ext4: 'mkfs.ext4 -q "$DISK_VOLUME"',
  ext3: 'mkfs.ext3 -q "$DISK_VOLUME"',
  ext2: 'mkfs.ext2 -q "$DISK_VOLUME"',
};

export interface Refusal {
  write: string;
  /** The expected log message. */
  says: string;
}

const at = (offset: number | string, text = "somebody's data") =>
  `printf %s "${text}" | dd of="$DISK_VOLUME" bs=1 seek=$((${offset})) status=none`;
const wiped = (mib: number) => `dd if=/dev/zero of="$DISK_VOLUME" bs=1M count=${mib} status=none`;
const size = '$(blockdev --getsize64 "$DISK_VOLUME")';
const unknown = "is not blank: it holds data that blkid does not know";

/**
 * The superblock of Linux software RAID, version 1.2, at 4 KiB (struct mdp_superblock_1 in the kernel's
 * include/uapi/linux/raid/md_p.h). mdadm itself needs the kernel's md, which build machines lack.
 */
const raid = `
word() { printf "$(printf '\\\\x%02x\\\\x%02x\\\\x%02x\\\\x%02x' $(($1 & 255)) $(($1 >> 8 & 255)) $(($1 >> 16 & 255)) $(($1 >> 24 & 255)))"; }
put() { word "$2" | dd of="$DISK_VOLUME" bs=1 seek=$((4096 + $1)) status=none; }
# Magic, version 1, identity of the set, level 1, two disks, the superblock's own sector, and the sum of all of it.
put 0 0xa92b4efc; put 4 1; put 16 0x11111111; put 72 1; put 92 2; put 144 8
put 216 $(((0xa92b4efc + 1 + 0x11111111 + 1 + 2 + 8) & 0xffffffff))`;

/** Contents that a host refuses and leaves unchanged. */
export const refused: Record<string, Refusal> = {
  swap: { write: 'mkswap "$DISK_VOLUME"', says: "holds swap" },
  "an LVM physical volume": {
    write: 'pvcreate --driverloaded n --yes "$DISK_VOLUME"',
    says: "holds LVM2_member",
  },
  "an encrypted device": {
    write:
      'echo secret | cryptsetup luksFormat --batch-mode --pbkdf pbkdf2 --pbkdf-force-iterations 1000 "$DISK_VOLUME" -',
    says: "holds crypto_LUKS",
  },
  "a member of a RAID": { write: raid, says: "holds linux_raid_member" },
  btrfs: { write: 'mkfs.btrfs --quiet "$DISK_VOLUME"', says: "holds btrfs" },
  vfat: { write: 'mkfs.vfat "$DISK_VOLUME"', says: "holds vfat" },
  "an external journal": { write: 'mke2fs -q -O journal_dev "$DISK_VOLUME"', says: "holds jbd" },
  "an MBR with a partition": {
    write: 'echo ,,L | sfdisk --quiet "$DISK_VOLUME"',
    says: "has a partition table (dos)",
  },
  "an MBR without a partition": {
    write: 'echo label:dos | sfdisk --quiet "$DISK_VOLUME"',
    says: "has a partition table (dos)",
  },
  "a GPT without a partition": {
    write: 'echo label:gpt | sfdisk --quiet "$DISK_VOLUME"',
    says: "has a partition table (gpt)",
  },
  "a file system in partition 1": {
    write: `printf 'label:gpt\\n,,L\\n' | sfdisk --quiet "$DISK_VOLUME"
      mkfs.ext4 -q -E offset=1048576 "$DISK_VOLUME" 40m`,
    says: "has a partition table (gpt)",
  },
  "a GPT whose beginning is gone": {
    write: `printf 'label:gpt\\n,,L\\n' | sfdisk --quiet "$DISK_VOLUME"; ${wiped(4)}`,
    says: unknown,
  },
  "ext4 over a partition table": {
    write: 'mkfs.ext4 -q "$DISK_VOLUME"; echo label:dos | sfdisk --quiet --wipe never "$DISK_VOLUME"',
    says: "has a file system (ext4) and a partition table (dos)",
  },
  "two superblocks": {
    write: `mkfs.ext4 -q "$DISK_VOLUME"
      mkfs.xfs -q -d file,name=/tmp/xfs,size=320m; dd if=/tmp/xfs of="$DISK_VOLUME" bs=512 count=1 status=none; rm /tmp/xfs`,
    says: "holds more than one thing: xfs ext4",
  },
  "garbage in the first sector": { write: at(0), says: unknown },
  "garbage behind the first mebibyte": { write: at(3_000_000), says: unknown },
  "ext4 whose beginning is gone": { write: `mkfs.ext4 -q "$DISK_VOLUME"; ${wiped(24)}`, says: unknown },
  "xfs whose beginning is gone": { write: `mkfs.xfs -q "$DISK_VOLUME"; ${wiped(64)}`, says: unknown },
  "data in the last sector": { write: at(`${size} - 512`), says: unknown },
  "xfs whose superblock is cut short": {
    write: 'mkfs.xfs -q "$DISK_VOLUME"; dd if=/dev/zero of="$DISK_VOLUME" bs=1 seek=64 count=100 status=none',
    says: unknown,
  },
  "xfs whose superblock is damaged": {
    write:
      'mkfs.xfs -q "$DISK_VOLUME"; dd if=/dev/urandom of="$DISK_VOLUME" bs=1 seek=300 count=100 status=none',
    says: "holds xfs that cannot be mounted",
  },
  "ext4 whose superblock is damaged": {
    write:
      'mkfs.ext4 -q "$DISK_VOLUME"; dd if=/dev/urandom of="$DISK_VOLUME" bs=1 seek=1200 count=100 status=none',
    says: "holds ext4 that e2fsck -p does not pass (exit status 8)",
  },
};
