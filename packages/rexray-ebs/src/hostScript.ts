import { withoutComments } from "@ballast/ecs";
import { usageTimer } from "./usageScript.ts";

/**
 * Minutes that a host waits until the previous instance detaches the volume: longer than a group takes to warm up a
 * replacement, and to drain and terminate the old instance.
 */
export const heldMinutes = 45;
const attempts = heldMinutes * 6;
/**
 * Device names that EC2 recommends for volumes (EC2 User Guide, "Device names for volumes", 2026-11). If one is in
 * use, the next is tried.
 */
const letters = "fghijklmnop";

/** Inputs of a host's boot script for its volume. */
export interface HostVolume {
  region: string;
  volumeId: string;
  /** The mount point on the instance. */
  path: string;
  /** The folder that tasks mount, relative to the volume's root. @default - the whole volume */
  folder?: string | undefined;
  /** True if the volume existed before its stack, so that it is not formatted even if it is blank. @default false */
  isAdopted?: boolean;
}

/**
 * Attaches the volume, creates a file system only if the volume is blank, and mounts it. The ECS agent starts only if
 * the volume is mounted, also after a reboot. A timer reports how full the volume is. If the previous instance still
 * has the volume, the script waits: its group terminates that instance after its tasks have stopped. An error that a
 * replacement could not avoid ends with exit status 78 (see linuxBootScript).
 */
export function hostScript({ region, volumeId, path, folder, isAdopted = false }: HostVolume): string {
  return `volume='${volumeId}'
path='${path}'
export AWS_DEFAULT_REGION='${region}'
${withoutComments(attach + find + identify + fileSystem(isAdopted) + mount(folder) + usageTimer(path))}`;
}

const attach = `
install_package aws awscli-2
instance=$(metadata instance-id)
# An answer without the volume's id is none: nothing may follow from what EC2 did not say.
describe() {
  local answer
  if ! answer=$(timeout 60 aws ec2 describe-volumes --volume-ids "$volume" --query "Volumes[0].[VolumeId,$1]" --output text 2> "$problem"); then
    cat "$problem" >&2
    return 1
  fi
  if [[ $answer != "$volume"[[:space:]]* ]]; then
    echo "an answer without $volume: \${answer:-nothing}" | tee "$problem" >&2
    return 1
  fi
  echo "\${answer#"$volume"}"
}

letters=${letters} refusals=0
deadline=$(($(uptime_seconds) + ${heldMinutes * 60}))
for ((attempt = 1; ; attempt++)); do
  holder="" state="" slot=""
  if held=$(describe 'Attachments[0].InstanceId,Attachments[0].State,Attachments[0].Device'); then read -r holder state slot <<< "$held"; fi
  if [ "$holder" = "$instance" ] && [ "$state" = attached ]; then break; fi
  if [ "$holder" = None ]; then
    if ! timeout 60 aws ec2 attach-volume --volume-id "$volume" --instance-id "$instance" --device "/dev/sd\${letters:$((refusals % ${letters.length})):1}" > /dev/null 2> "$problem"; then
      cat "$problem" >&2
      say "attaching $volume failed (attempt $attempt): $(tail --lines=1 "$problem")"
      refusals=$((refusals + 1))
    fi
  elif [ $((attempt % 6)) -eq 1 ]; then
    case "$holder" in
      "") say "EC2 did not describe $volume (attempt $attempt): $(tail --lines=1 "$problem")" ;;
      "$instance") say "$volume is $state here; waiting for it" ;;
      *) say "$volume is attached to $holder; waiting for it" ;;
    esac
  fi
  if [ "$attempt" -ge ${attempts} ] || [ "$(uptime_seconds)" -ge "$deadline" ]; then
    case "$holder" in
      "") say "EC2 did not describe $volume for ${heldMinutes} minutes: $(tail --lines=1 "$problem")" ;;
      None) say "$volume could not be attached for ${heldMinutes} minutes: $(tail --lines=1 "$problem")" ;;
      "$instance") say "$volume is still $state here after ${heldMinutes} minutes" ;;
      *) say "$volume did not become free within ${heldMinutes} minutes. Look at what holds it ($holder), and terminate that instance if it is not needed" ;;
    esac
    exit 1
  fi
  sleep 10
done
say "$volume is attached"
`;

const find = `
# On Nitro, names like /dev/sdf may be another volume's: only the link with the volume's id counts, and only to a device with
# its serial number. Xen has the name that EC2 states, and neither links nor serial numbers.
link="/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_\${volume/-/}"
is_device() {
  local real serial
  [ -b "$1" ] || return 1
  real=$(readlink -f "$1")
  serial=/sys/class/block/\${real#/dev/}/device/serial
  if [ -e "$serial" ]; then [ "$(tr -d '[:space:]' < "$serial")" = "\${volume/-/}" ]; else [ "$1" = "$link" ] || [[ $real != /dev/nvme* ]]; fi
}
device=""
for attempt in $(seq 1 60); do
  for candidate in "$link" "\${slot/\\/sd//xvd}" "$slot"; do
    if is_device "$candidate"; then device=$candidate; break 2; fi
  done
  if [ "$attempt" -ge 60 ]; then
    say "$volume is attached, but no device appeared for it within two minutes: neither $link nor $slot"
    exit 1
  fi
  sleep 2
done
say "$volume is $device"
`;

const identify = `
refuse() {
  # A device that is gone says nothing of its volume: a successor may see more.
  if ! blockdev --getsize64 "$device" > /dev/null; then
    say "$device of $volume is gone, which was there before: $*"
    exit 1
  fi
  say "REFUSED: $*. A host mounts xfs, ext4, ext3 and ext2 on the whole of $volume, and formats nothing that is not blank. Take a snapshot, repair the volume on this instance or give the component another snapshotId, and terminate this instance; its successor tries again"
  exit 78
}

found=$(blkid --probe --output export "$device" 2>&1) && status=0 || status=$?
tag() { sed --quiet "s/^$1=//p" <<< "$found"; }
type=$(tag TYPE)
table=$(tag PTTYPE)
case "$status/$table/$type" in
  0//xfs | 0//ext[234]) ;;
  0//?*) refuse "$volume holds $type" ;;
  0/?*/) refuse "$volume has a partition table ($table)" ;;
  0/?*/*) refuse "$volume has a file system ($type) and a partition table ($table)" ;;
  2//) [ -z "$found" ] || refuse "$volume cannot be read: $found" ;;
  8/*) refuse "$volume holds more than one thing: $(wipefs --noheadings --output TYPE "$device" | tr '\\n' ' ')" ;;
  *) refuse "$volume cannot be judged: blkid ended with $status: $found" ;;
esac
`;

const adopted = `
[ -n "$type" ] || refuse "$volume was adopted, and has no file system"
say "it has a file system ($type)"
`;

const fileSystem = (isAdopted: boolean): string => (isAdopted ? adopted : created);

const created = `
zeros() { cmp --silent --ignore-initial="$1:0" --bytes="$2" "$device" /dev/zero; }

# A new volume reads as zeros. Reading all of a large one takes hours, so: both ends, where superblocks and their copies
# lie (powers of two, quarters), and 256 places between.
blank() {
  local size at
  size=$(blockdev --getsize64 "$device") || return 1
  zeros 0 4194304 && zeros $((size - 4194304)) 4194304 || return 1
  for ((at = 4194304; at < size; at *= 2)); do zeros "$at" 4096 || return 1; done
  for ((at = 1; at < 256; at++)); do zeros $((size / 256 * at / 4096 * 4096)) 4096 || return 1; done
}

if [ -n "$type" ]; then
  say "it has a file system ($type)"
else
  blank || refuse "$volume is not blank: it holds data that blkid does not know, or it cannot be read"
  snapshot=$(again 10 describe SnapshotId | tr -d '[:space:]')
  case "$snapshot" in snap-*) refuse "$volume is blank, but was created from $snapshot, which should have had a file system" ;; esac
  say "it is blank; creating a file system"
  type=xfs
  mkfs.xfs -L ballast "$device" || refuse "mkfs.xfs failed on $volume, which was blank; its message is above"
fi
`;

/**
 * A volume with other files but without this folder is refused: otherwise the application would start with an empty
 * folder next to its data.
 */
const open = (folder: string): string => `
folder='${folder}'
if [ ! -d "$path/$folder" ]; then
  top=$(find "$path" -mindepth 1 -maxdepth 1 ! -name lost+found -printf '%f ' | head --bytes=300)
  [ -z "$top" ] || refuse "$volume has no folder $folder; at its top are: $top"
  mkdir -p "$path/$folder"
fi
`;

const mount = (folder: string | undefined): string => `
options=defaults,nofail
mkdir -p "$path"
if [ "$type" = xfs ]; then
  # A restored snapshot has the UUID of the volume that it was taken of, which may be mounted beside it.
  options=$options,nouuid
else
  install_package e2fsck e2fsprogs
  checked=0
  mountpoint --quiet "$path" || e2fsck -p "$device" || checked=$?
  # 1 and 2: errors were corrected.
  [ "$checked" -lt 4 ] || refuse "$volume holds $type that e2fsck -p does not pass (exit status $checked); its message is above"
fi
touch /etc/fstab
# By the device and not by UUID, which two volumes can share. Whole or not at all: it also has the root disk.
awk -v path="$path" '$2 != path' /etc/fstab > /etc/fstab.ballast
echo "$device $path $type $options 0 2" >> /etc/fstab.ballast
chmod --reference /etc/fstab /etc/fstab.ballast
sync /etc/fstab.ballast
mv /etc/fstab.ballast /etc/fstab

mount_volume() {
  local mounted wanted
  if ! mountpoint --quiet "$path" && ! mount "$path"; then
    dmesg | tail --lines=5 || true
    refuse "$volume holds $type that cannot be mounted; the kernel's reason is above. xfs_repair or e2fsck may repair it"
  fi
  mounted=$(mountpoint --fs-devno "$path")
  wanted=$(mountpoint --devno "$device")
  [ "$mounted" = "$wanted" ] || refuse "another file system is mounted at $path: its device is $mounted, and that of $volume is $wanted"
  [ -w "$path" ] || refuse "$volume is mounted read-only at $path"
}
# Growing while mounted is safe from crashes; what cannot (ext2, or ext4 without room reserved for it) grows unmounted.
grow() {
  if [ "$type" = xfs ]; then xfs_growfs "$path" > /dev/null; return; fi
  resize2fs "$device" && return
  umount "$path" || return
  e2fsck -f -p "$device" || [ $? -lt 4 ] || return
  resize2fs "$device"
}
mount_volume
# A volume that has grown, grows its file system. One that cannot grow still has its data, so tasks may come.
grow || say "WARNING: the file system ($type) of $volume did not grow with it; the reason is above. Grow it by hand on this instance"
mount_volume
${folder === undefined ? "" : open(folder)}
# After a reboot without the volume, tasks would write to the root disk: then there is no agent.
mkdir -p /etc/systemd/system/ecs.service.d
cat > "/etc/systemd/system/ecs.service.d/ballast-volume\${path//\//-}.conf" <<CONFIGURATION
[Unit]
RequiresMountsFor=$path
CONFIGURATION
systemctl daemon-reload
say "$volume is mounted at $path"
`;
