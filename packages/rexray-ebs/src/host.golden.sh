# shellcheck disable=SC2154 # The prologue sets $problem.
volume='vol-0123456789abcdef0'
path='/mnt/ballast/mysql'
export AWS_DEFAULT_REGION='eu-central-1'

install_package aws awscli-2
instance=$(metadata instance-id)
describe() {
  local answer
  if ! answer=$(timeout 60 aws ec2 describe-volumes --volume-ids "$volume" --query "Volumes[0].[VolumeId,$1]" --output text 2> "$problem"); then
    cat "$problem" >&2
    return 1
  fi
  if [[ $answer != "$volume"[[:space:]]* ]]; then
    echo "an answer without $volume: ${answer:-nothing}" | tee "$problem" >&2
    return 1
  fi
  echo "${answer#"$volume"}"
}

letters=fghijklmnop refusals=0
deadline=$(($(uptime_seconds) + 2700))
for ((attempt = 1; ; attempt++)); do
  holder="" state="" slot=""
  if held=$(describe 'Attachments[0].InstanceId,Attachments[0].State,Attachments[0].Device'); then read -r holder state slot <<< "$held"; fi
  if [ "$holder" = "$instance" ] && [ "$state" = attached ]; then break; fi
  if [ "$holder" = None ]; then
    if ! timeout 60 aws ec2 attach-volume --volume-id "$volume" --instance-id "$instance" --device "/dev/sd${letters:$((refusals % 11)):1}" > /dev/null 2> "$problem"; then
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
  if [ "$attempt" -ge 270 ] || [ "$(uptime_seconds)" -ge "$deadline" ]; then
    case "$holder" in
      "") say "EC2 did not describe $volume for 45 minutes: $(tail --lines=1 "$problem")" ;;
      None) say "$volume could not be attached for 45 minutes: $(tail --lines=1 "$problem")" ;;
      "$instance") say "$volume is still $state here after 45 minutes" ;;
      *) say "$volume did not become free within 45 minutes. Look at what holds it ($holder), and terminate that instance if it is not needed" ;;
    esac
    exit 1
  fi
  sleep 10
done
say "$volume is attached"

link="/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${volume/-/}"
is_device() {
  local real serial
  [ -b "$1" ] || return 1
  real=$(readlink -f "$1")
  serial=/sys/class/block/${real#/dev/}/device/serial
  if [ -e "$serial" ]; then [ "$(tr -d '[:space:]' < "$serial")" = "${volume/-/}" ]; else [ "$1" = "$link" ] || [[ $real != /dev/nvme* ]]; fi
}
device=""
for attempt in $(seq 1 60); do
  for candidate in "$link" "${slot/\/sd//xvd}" "$slot"; do
    if is_device "$candidate"; then device=$candidate; break 2; fi
  done
  if [ "$attempt" -ge 60 ]; then
    say "$volume is attached, but no device appeared for it within two minutes: neither $link nor $slot"
    exit 1
  fi
  sleep 2
done
say "$volume is $device"

refuse() {
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
  8/*) refuse "$volume holds more than one thing: $(wipefs --noheadings --output TYPE "$device" | tr '\n' ' ')" ;;
  *) refuse "$volume cannot be judged: blkid ended with $status: $found" ;;
esac

zeros() { cmp --silent --ignore-initial="$1:0" --bytes="$2" "$device" /dev/zero; }

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

options=defaults,nofail
mkdir -p "$path"
if [ "$type" = xfs ]; then
  options=$options,nouuid
else
  install_package e2fsck e2fsprogs
  checked=0
  mountpoint --quiet "$path" || e2fsck -p "$device" || checked=$?
  [ "$checked" -lt 4 ] || refuse "$volume holds $type that e2fsck -p does not pass (exit status $checked); its message is above"
fi
touch /etc/fstab
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
grow() {
  if [ "$type" = xfs ]; then xfs_growfs "$path" > /dev/null; return; fi
  resize2fs "$device" && return
  umount "$path" || return
  e2fsck -f -p "$device" || [ $? -lt 4 ] || return
  resize2fs "$device"
}
mount_volume
grow || say "WARNING: the file system ($type) of $volume did not grow with it; the reason is above. Grow it by hand on this instance"
mount_volume

mkdir -p /etc/systemd/system/ecs.service.d
cat > "/etc/systemd/system/ecs.service.d/ballast-volume${path////-}.conf" <<CONFIGURATION
[Unit]
RequiresMountsFor=$path
CONFIGURATION
systemctl daemon-reload
say "$volume is mounted at $path"

cat > /opt/ballast/volume-usage.sh <<'BALLAST_USAGE'
#!/bin/bash
set -euo pipefail
region=$1 volume=$2 path=$3 device=$4 type=$5
mounted=$(mountpoint --fs-devno "$path")
wanted=$(mountpoint --devno "$device")
if [ "$mounted" != "$wanted" ]; then
  echo "$path is not on $volume: its device is $mounted, and that of $volume is $wanted"
  exit 1
fi
used=$(df --output=pcent,ipcent "$path" | awk 'NR == 2 { print ($1 + 0 > $2 + 0) ? $1 + 0 : $2 + 0 }')
status=1
for attempt in 1 2 3; do
  if timeout 45 aws cloudwatch put-metric-data --region "$region" --namespace Ballast --metric-name VolumeUsedPercent --dimensions "VolumeId=$volume" --unit Percent --value "$used"; then
    status=0
    break
  fi
  echo "CloudWatch was not told (attempt $attempt of 3)"
  [ "$attempt" = 3 ] || sleep 20
done
grow() { if [ "$type" = xfs ]; then xfs_growfs "$path"; else resize2fs "$device"; fi; }
size=$(blockdev --getsize64 "$device")
noted=/run/ballast-grown-$volume
if [ ! -e "$noted" ] || [ "$(cat "$noted")" != "$size" ]; then
  if grow; then
    echo "$size" > "$noted"
  else
    echo "WARNING: the file system ($type) did not grow with $volume; the reason is above. It can when the next instance starts"
  fi
fi
exit "$status"
BALLAST_USAGE
chmod 0755 /opt/ballast/volume-usage.sh
cat > /etc/systemd/system/ballast-usage-mnt-ballast-mysql.service <<SERVICE
[Unit]
Description=Tells CloudWatch how full $volume is, and grows its file system with it

[Service]
Type=oneshot
ExecStart=/opt/ballast/volume-usage.sh $AWS_DEFAULT_REGION $volume $path $device $type
TimeoutStartSec=1800
SERVICE
cat > /etc/systemd/system/ballast-usage-mnt-ballast-mysql.timer <<'TIMER'
[Unit]
Description=Every 5 minutes

[Timer]
OnActiveSec=1s
OnCalendar=*:0/5
AccuracySec=1s

[Install]
WantedBy=timers.target
TIMER
systemctl daemon-reload
if ! systemctl enable ballast-usage-mnt-ballast-mysql.timer || ! systemctl start --no-block ballast-usage-mnt-ballast-mysql.timer; then
  say "WARNING: CloudWatch will not be told how full $volume is"
fi
